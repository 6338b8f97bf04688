// Collisions are tried again at any default isolation level, and clients do not notice
// (docs/design/data.md#collisions).
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { administer, postgres } from '../../support/databases.ts'
import { PASSWORD, type RunningService, startService } from '../../support/service.ts'

const AT_ONCE = 20

describe.skipIf(postgres === null).each(['repeatable read', 'serializable'])('a database that defaults to %s', (isolation) => {
  let s: RunningService
  beforeAll(async () => {
    const { config } = await postgres!.fresh({ empty: true })
    const { url } = config as { url: string }
    await administer(url, `alter database ${url.split('/').at(-1)} set default_transaction_isolation = '${isolation}'`)
    s = await startService(config)
    for (const name of ['alice', ...names]) await s.addUser(name)
  })
  afterAll(() => s?.stop())

  // Guesses against one user are limited, so each log-in has its own. They share only their address.
  const names = Array.from({ length: AT_ONCE }, (_, index) => `user ${index}`)
  const logInAs = (index: number) => s.form('/token', { username: names[index]!, password: PASSWORD })
  const atOnce = <T>(ask: (index: number) => Promise<T>) => Promise.all(Array.from({ length: AT_ONCE }, (_, index) => ask(index)))
  const statuses = (answers: { status: number }[]) => [...new Set(answers.map(({ status }) => status))]

  test('many log-ins from one address at once all succeed (F 4)', async () => {
    expect(statuses(await atOnce(logInAs))).toEqual([200])
  })

  test('many refreshes of one token at once make one lineage (F 4, R 6)', async () => {
    const { refresh_token } = await s.logIn('alice')
    const answers = await atOnce(() => s.refresh(refresh_token))
    expect(statuses(answers)).toEqual([200])
    expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1)
  })

  test('many log-outs and log-ins at once all succeed (F 4)', async () => {
    const tokens = await atOnce((index) => s.logIn(names[index]!))
    const answers = await atOnce((index) =>
      index % 2 === 0 ? s.send('POST', '/logout', { headers: { authorization: `Bearer ${tokens[index]!.access_token}` } }) : logInAs(index),
    )
    expect(statuses(answers).sort()).toEqual([200, 204])
  })
})
