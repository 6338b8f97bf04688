// Processes that share a session in a file.
import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { closeSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { createFileTokenStore } from '../../sdk/client/src/node.ts'
import { temporaryFolder } from '../process/mintmark.ts'
import type { Order } from './children/client-process.ts'
import { ALICE, playground } from './playground.ts'

const p = playground()
const TTL_SECONDS = 900
const CHILD = fileURLToPath(new URL('children/client-process.ts', import.meta.url))

async function startClient(file: string): Promise<ChildProcess> {
  const child = fork(CHILD, [p.between.url, file], { env: {}, execArgv: [] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  await once(child, 'message')
  return child
}

/** Returns the statuses of `calls` calls at once, at the service's current time. */
async function call(child: ChildProcess, calls: number): Promise<number[]> {
  child.send({ nowMs: p.s.system.nowMs(), calls } satisfies Order)
  const [statuses] = await once(child, 'message')
  return statuses
}

test('two processes that wake up together send one refresh each period (R 6)', async () => {
  const file = join(temporaryFolder(), 'session.json')
  await p.loggedIn({ store: createFileTokenStore(file) })
  const children = await Promise.all([startClient(file), startClient(file)])
  for (let period = 1; period <= 8; period += 1) {
    // This is beyond the grace, so a second refresh would be a reuse.
    p.s.system.advanceSeconds(TTL_SECONDS)
    const statuses = await Promise.all(children.map((child) => call(child, 10)))
    expect(statuses.flat()).toEqual(Array(20).fill(200))
    expect(p.between.refreshes()).toHaveLength(period)
  }
})

test('two processes with separate links to one file stay logged in (R 6)', async () => {
  const folder = temporaryFolder()
  const links = ['one', 'two'].map((name) => join(folder, name, 'session.json'))
  for (const link of links) {
    mkdirSync(dirname(link))
    symlinkSync('../session.json', link)
  }
  // The session file does not exist yet, so the first link leads to nothing.
  await p.loggedIn({ store: createFileTokenStore(links[0]!) })
  const children = await Promise.all(links.map(startClient))
  for (let period = 1; period <= 10; period += 1) {
    p.s.system.advanceSeconds(TTL_SECONDS)
    const statuses = await Promise.all(children.map((child) => call(child, 5)))
    expect(statuses.flat()).toEqual(Array(10).fill(200))
    expect(p.between.refreshes()).toHaveLength(period)
  }
  for (const link of links) expect(lstatSync(link).isSymbolicLink()).toBe(true)
  expect(readdirSync(folder).sort()).toEqual(['one', 'session.json', 'two'])
})

test.each([
  ['at once', 0],
  ['an hour later', 3600],
])('if a process dies in a refresh, another continues %s (F 1)', async (_, seconds) => {
  const folder = temporaryFolder()
  const file = join(folder, 'session.json')
  await p.loggedIn({ store: createFileTokenStore(file) })
  const dying = await startClient(file)
  p.s.system.advanceSeconds(TTL_SECONDS)
  p.between.meet('POST /token', async (forward) => {
    await forward()
    dying.kill('SIGKILL')
    return 'cut'
  })
  dying.send({ nowMs: p.s.system.nowMs(), calls: 1 } satisfies Order)
  await once(dying, 'exit')
  // It died while it held the lock.
  expect(readdirSync(folder).sort()).toEqual(['session.json', 'session.json.lock'])
  p.s.system.advanceSeconds(seconds)
  const next = p.client({ store: createFileTokenStore(file) })
  expect((await next.get('/me')).status).toBe(200)
  const keys = p.between.refreshes().map(({ headers }) => headers['idempotency-key'])
  expect(keys).toEqual([expect.any(String), keys[0]])
  expect(readdirSync(folder)).toEqual(['session.json'])
})

test('the session file is private, always whole, and removed at log-out', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'deep', 'session.json')
  const client = await p.loggedIn({ store: createFileTokenStore(file) })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'deep')).mode & 0o777).toBe(0o700)
  // A process that has the file open still reads the old content.
  const before = readFileSync(file, 'utf8')
  const opened = openSync(file, 'r')
  onTestFinished(() => closeSync(opened))
  p.s.system.advanceSeconds(TTL_SECONDS)
  await client.get('/me')
  expect(readFileSync(opened, 'utf8')).toBe(before)
  expect(readFileSync(file, 'utf8')).not.toBe(before)
  expect(JSON.parse(readFileSync(file, 'utf8'))).not.toHaveProperty('idempotencyKey')
  await client.logOut()
  expect(readdirSync(join(folder, 'deep'))).toEqual([])
})

test.each(['the next refresh', 'a logout'])('leftovers of a killed process disappear with %s (F 1)', async (what) => {
  const folder = temporaryFolder()
  const client = await p.loggedIn({ store: createFileTokenStore(join(folder, 'session.json')) })
  const kept = ['other.json', 'session.json.bak', `session.json.lock.${randomUUID()}`, `session.json.${randomUUID()}.txt`]
  for (const name of [...kept, `session.json.${randomUUID()}`, `session.json.${randomUUID()}`]) writeFileSync(join(folder, name), '{}')
  p.s.system.advanceSeconds(TTL_SECONDS)
  if (what === 'a logout') await client.logOut()
  else expect((await client.get('/me')).status).toBe(200)
  expect(readdirSync(folder).sort()).toEqual([...kept, ...(what === 'a logout' ? [] : ['session.json'])].sort())
})

test.each(['{"accessToken":', '"x"', 'null', '{"accessToken":1}'])(
  'a session file of %s is reported, and a login replaces it',
  async (text) => {
    const file = join(temporaryFolder(), 'session.json')
    writeFileSync(file, text)
    const client = p.client({ store: createFileTokenStore(file) })
    expect(await client.get('/me')).toMatchObject({ status: 'store_failed', cause: expect.any(Error) })
    expect(readFileSync(file, 'utf8')).toBe(text)
    await client.logIn(ALICE)
    expect((await client.get('/me')).status).toBe(200)
  },
)
