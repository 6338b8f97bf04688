// REQUIREMENTS M 4: the JWK Set is as fresh as the database, whoever changed it.
import { describe, expect, test } from 'vitest'
import { databases, postgres } from '../support/databases.ts'
import { watchStatements } from '../support/sent-statements.ts'
import { type RunningService, startService } from '../support/service.ts'

const kidsOf = async (s: RunningService): Promise<string[]> =>
  (await s.get('/.well-known/jwks.json')).body.keys.map(({ kid }: { kid: string }) => kid)
const act = ({ system }: RunningService) => ({ actor: 'command', atMs: system.nowMs() })

test.each(databases)('M 4: what one replica made or revoked is in the next JWK Set of the other, on $name', async ({ fresh }) => {
  const { config } = await fresh()
  const [one, two] = [await startService(config), await startService(config)]
  const [first] = await kidsOf(one)
  await two.service.keyAdministration.rotate({ forced: true }, act(two))
  const rotated = await kidsOf(one)
  expect([rotated.length, rotated.includes(first!)]).toEqual([3, true])
  await two.service.keyAdministration.revoke(first!, act(two))
  expect(await kidsOf(one)).toEqual(rotated.filter((kid) => kid !== first))
  await one.stop()
  await two.stop()
})

describe.skipIf(postgres === null)('on PostgreSQL', () => {
  test('M 4: the keys are read where they changed, and at no other request', async () => {
    const s = await startService((await postgres!.fresh()).config)
    const readsOf = async (ask: () => Promise<unknown>) => {
      const watched = watchStatements((text) => (text.includes('"signing_keys"') ? 'keys' : 'version'))
      await ask()
      watched.stop()
      return watched.take()
    }
    expect(await readsOf(() => kidsOf(s))).toEqual(['version'])
    await s.service.keyAdministration.rotate({ forced: true }, act(s))
    expect(await readsOf(() => kidsOf(s))).toEqual(['version', 'keys'])
    await s.stop()
  })
})
