// The JWK Set is always as fresh as the database, no matter which replica changed it (REQUIREMENTS M 4).
import { describe, expect, test } from 'vitest'
import { databases, postgres } from '../support/databases.ts'
import { watchStatements } from '../support/sent-statements.ts'
import { type RunningService, startService } from '../support/service.ts'

const kidsOf = async (s: RunningService): Promise<string[]> =>
  (await s.get('/.well-known/jwks.json')).body.keys.map(({ kid }: { kid: string }) => kid)
const act = ({ system }: RunningService) => ({ actor: 'command', atMs: system.nowMs() })

test.each(databases)("on $name, a replica's key change is in the other's next set (M 4)", async ({ fresh }) => {
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
  test('keys are read only after they changed (M 4)', async () => {
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
