// Two `serve` processes on one PostgreSQL behave like one (REQUIREMENTS R 6, R 10, L 4, F 9).
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FreshDatabase, postgres } from '../support/databases.ts'
import { PASSWORD } from '../support/service.ts'
import { createClient, type FaultClient, tokensOf } from './client.ts'
import { envOf } from './crash-rounds.ts'
import { createCrowd } from './crowd.ts'
import { type Env, finished, killServing, run, serve } from './serving.ts'

const RACERS = 50

describe.skipIf(postgres === null)('two replicas', () => {
  let fresh: FreshDatabase
  let env: Env
  let one: FaultClient
  let two: FaultClient
  beforeAll(async () => {
    fresh = await postgres!.fresh({ empty: true })
    // Wrong passwords count here, and all tests share one address with a small limit.
    env = { ...envOf(fresh.config), MINTMARK_THROTTLE: 'on' }
    const services = await Promise.all([serve(env), serve(env)])
    ;[one, two] = services.map(({ url }) => createClient(url)) as [FaultClient, FaultClient]
  })
  afterAll(killServing)

  const aUser = async () => (await createCrowd(fresh.config)).usernames[0]!
  const logIn = async (client: FaultClient, username: string, password = PASSWORD) => tokensOf(await client.logIn(username, password))
  const users = async (...args: string[]) => expect(await finished(run(['users', ...args], env))).toMatchObject({ code: 0 })

  test('both start at once on an empty database with one key set (F 9)', async () => {
    const sets = await Promise.all([one, two].map(async (client) => (await client.get('/.well-known/jwks.json')).body))
    expect(sets[0]).toEqual(sets[1])
    expect(sets[0].keys).toHaveLength(2)
    const { access_token } = await logIn(one, await aUser())
    expect((await two.openProtected(access_token)).status).toBe(200)
  })

  test('50 refreshes of one token across both make one lineage (R 6)', async () => {
    const { refresh_token } = await logIn(one, await aUser())
    const answers = await Promise.all(Array.from({ length: RACERS }, (_, index) => (index % 2 === 0 ? one : two).refresh(refresh_token)))
    expect(answers.map(({ status }) => status)).toEqual(Array(RACERS).fill(200))
    expect(new Set(answers.map((answer) => tokensOf(answer).refresh_token)).size).toBe(1)
    expect((await two.refresh(tokensOf(answers[0]!).refresh_token)).status).toBe(200)
  })

  test("a change at one holds at the other's next request (R 10)", async () => {
    const username = await aUser()
    const loggedOut = await logIn(one, username)
    expect((await two.openProtected(loggedOut.access_token)).status).toBe(200)
    expect((await one.logOut(loggedOut.access_token)).status).toBe(204)
    expect((await two.openProtected(loggedOut.access_token)).status).toBe(401)
    expect((await two.refresh(loggedOut.refresh_token)).status).toBe(400)

    const [kept, ended] = [await logIn(one, username), await logIn(two, username)]
    expect((await one.changePassword(kept.access_token, PASSWORD, 'a new and longer one')).status).toBe(204)
    expect((await two.openProtected(ended.access_token)).status).toBe(401)
    expect((await two.openProtected(kept.access_token)).status).toBe(200)
    expect((await two.logIn(username, PASSWORD)).status).toBe(401)

    await users('disable', username)
    for (const client of [one, two]) expect((await client.openProtected(kept.access_token)).status).toBe(401)
  })

  test('wrong passwords at one count at the other, and after restarts (L 4)', async () => {
    const username = await aUser()
    for (let guess = 0; guess < 10; guess += 1)
      expect((await (guess % 2 === 0 ? one : two).logIn(username, 'a wrong one')).status).toBe(401)
    // After ten failures even the right password is refused (docs/design/accounts-and-clients.md#lockout).
    for (const client of [one, two]) expect((await client.logIn(username, PASSWORD)).status).toBe(401)
    const restarted = await serve(env)
    expect((await createClient(restarted.url).logIn(username, PASSWORD)).status).toBe(401)
    await users('unlock', username)
    expect((await two.logIn(username, PASSWORD)).status).toBe(200)
  })
})
