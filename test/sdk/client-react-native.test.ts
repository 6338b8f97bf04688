// React Native has no AbortSignal.timeout and no crypto. The client throws nothing because of that, and
// leaves no session open.
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { openStore, playground } from './playground.ts'

const ORDERS = 'https://orders.example.com'
const p = playground({ audience: [ORDERS] })
const CHILD = fileURLToPath(new URL('children/react-native.ts', import.meta.url))
const NO_RANDOM =
  'This platform has no crypto.getRandomValues. Load one before the client, in React Native the package react-native-get-random-values.'

async function run(...random: string[]): Promise<Record<string, unknown>> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [CHILD, p.between.url, ORDERS, ...random], { env: {} })
  expect(stderr).toBe('')
  return JSON.parse(stdout)
}

const TOO_SLOW = ['network', 'TimeoutError', 'No whole answer came within 0.05 s.']
const ABORTED = ['aborted', 'AbortError', 'The operation was aborted.']

test('with only random numbers added, everything works (RFC 6749 §4.3)', async () => {
  expect(await run('random')).toEqual({
    logIn: 200,
    session: 'ok',
    get: 200,
    'another audience': 'ok',
    fetch: 'answered',
    aborted: ABORTED,
    'aborted login': ABORTED,
    'too slow': TOO_SLOW,
    logOut: 200,
  })
  expect(p.between.refreshes()).toHaveLength(1)
})

test('without random numbers, a login is refused before anything is sent', async () => {
  const ended = 'session_ended'
  const refused = ['unsupported', 'Error', NO_RANDOM]
  expect(await run()).toEqual({
    logIn: refused,
    session: ended,
    get: ended,
    'another audience': ended,
    fetch: ended,
    aborted: ABORTED,
    'aborted login': refused,
    'too slow': TOO_SLOW,
    logOut: ended,
  })
  expect(p.between.seen).toEqual([])
})

test('a stored session lasts until its token ends, and is not lost', async () => {
  const store = openStore()
  await p.loggedIn({ store })
  const randomBytes = () => {
    throw new Error('no random numbers')
  }
  const client = p.client({ store, system: { ...p.world, randomBytes } })
  expect((await client.get('/me')).status).toBe(200)
  // A refresh is due and cannot be made, but the current token is still valid.
  p.s.system.advanceSeconds(880)
  expect((await client.get('/me')).status).toBe(200)
  p.s.system.advanceSeconds(20)
  const refused = { status: 'unsupported', cause: { message: 'no random numbers' } }
  expect(await client.get('/me')).toMatchObject(refused)
  expect(await client.accessToken({ resource: ORDERS })).toMatchObject(refused)
  expect(p.between.refreshes()).toEqual([])
  expect((await p.client({ store }).get('/me')).status).toBe(200)
})
