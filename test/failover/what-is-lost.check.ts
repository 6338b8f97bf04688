// What an asynchronous fail-over loses, as docs/postgresql.md says, and how `restore-epoch` repairs it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DatabaseConfig } from '../../src/config.ts'
import { createClient, type FaultClient, tokensOf } from '../faults/client.ts'
import { envOf } from '../faults/crash-rounds.ts'
import { createCrowd } from '../faults/crowd.ts'
import { type Env, finished, killServing, run, serve } from '../faults/serving.ts'
import { promote } from '../support/postgres-standby.ts'
import { createRelay, type Relay } from '../support/relay.ts'
import { PASSWORD, type TestTokens } from '../support/service.ts'
import { type Pair, startPair, untilCaughtUp } from './pair.ts'
import { patient } from './patient-client.ts'

let pair: Pair
let relay: Relay
let env: Env
let client: FaultClient
let usernames: string[]
beforeAll(async () => {
  pair = await startPair({ synchronous: false })
  relay = await createRelay(pair.primary.url)
  const config: DatabaseConfig = { kind: 'postgres', url: relay.url, poolSize: 4, namedStatements: true }
  ;({ usernames } = await createCrowd(config))
  env = envOf(config)
  client = patient(createClient((await serve(env)).url))
})
afterAll(async () => {
  killServing()
  await relay?.close()
  await pair?.remove()
})

const statusOf = async ({ access_token }: TestTokens) => (await client.openProtected(access_token)).status

test('after asynchronous fail-over, restore-epoch ends the revived sessions (R 11)', async () => {
  const { primary, standby } = pair
  const logIn = async () => tokensOf(await client.logIn(usernames[0]!, PASSWORD))
  const [loggedOut, rotated, untouched] = [await logIn(), await logIn(), await logIn()]
  await untilCaughtUp(primary)
  // The last moments before a crash, which the standby has not seen.
  await standby.stop()
  expect((await client.logOut(loggedOut.access_token)).status).toBe(204)
  const successor = tokensOf(await client.refresh(rotated.refresh_token))
  const loggedIn = await logIn()
  await primary.crash()
  await standby.start()
  await promote(standby)
  relay.leadTo(standby.url)

  expect(await statusOf(loggedOut)).toBe(200)
  expect(await statusOf(loggedIn)).toBe(401)
  // The lost rotation leaves a refresh token whose counter is higher than that of the session's row.
  expect(await client.refresh(successor.refresh_token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  expect(await statusOf(successor)).toBe(401)
  expect(await statusOf(untouched)).toBe(200)

  expect(await finished(run(['restore-epoch', '--yes'], env))).toMatchObject({ code: 0 })
  for (const tokens of [loggedOut, untouched]) expect(await statusOf(tokens)).toBe(401)
  expect((await client.logIn(usernames[0]!, PASSWORD)).status).toBe(200)
})
