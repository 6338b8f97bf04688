import { once } from 'node:events'
import { Agent, get } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { folderWithAlice, logIn, start, temporaryFolder } from './mintmark.ts'

/** A hash that takes long enough to be interrupted. */
const SLOW_HASH = { MINTMARK_ARGON2_MEMORY_KIB: '131072', MINTMARK_ARGON2_PASSES: '10' }

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Sends a login and waits until it has reached the password hash. */
async function loginInFlight(url: string): Promise<{ answer: Promise<Response>; answered(): boolean }> {
  let done = false
  const answer = logIn(url).finally(() => {
    done = true
  })
  await pause(100)
  return { answer, answered: () => done }
}

describe.each(['SIGTERM', 'SIGINT'] as const)('%s (F 7)', (signal) => {
  test('requests in flight finish, and it exits with 0 within 10 s', async () => {
    const service = await start(await folderWithAlice(SLOW_HASH), 'serve', SLOW_HASH)
    const login = await loginInFlight(service.url)
    expect(login.answered()).toBe(false)
    const stoppedAtMs = performance.now()
    service.signal(signal)
    const response = await login.answer
    expect(response.status).toBe(200)
    expect(await response.json()).toHaveProperty('access_token')
    expect(await service.exit()).toBe(0)
    expect(performance.now() - stoppedAtMs).toBeLessThan(10_000)
  })
})

test('a stopping service accepts no connection and answers requests in flight (F 7)', async () => {
  const service = await start(await folderWithAlice(SLOW_HASH), 'serve', SLOW_HASH)
  const login = await loginInFlight(service.url)
  service.signal('SIGTERM')
  await expect.poll(() => service.output()).toContain('stopping')
  await expect(fetch(`${service.url}/livez`)).rejects.toThrow()
  expect(login.answered()).toBe(false)
  expect((await login.answer).status).toBe(200)
})

test('connections that came in before the signal are answered (F 7)', async () => {
  const service = await start(temporaryFolder(), 'serve')
  // The system completes connections for a process that stands still. The process sees them with the signal.
  service.signal('SIGSTOP')
  const answers = Array.from({ length: 20 }, async () => {
    const [response] = await once(get(`${service.url}/livez`, { agent: false }), 'response')
    return response.resume().statusCode
  })
  await pause(200)
  service.signal('SIGTERM')
  service.signal('SIGCONT')
  expect(await Promise.all(answers)).toEqual(Array(20).fill(200))
  expect(await service.exit()).toBe(0)
})

test('idle and silent connections do not delay the stop (F 7)', async () => {
  const service = await start(temporaryFolder(), 'serve')
  const { hostname, port } = new URL(service.url)
  const silent = connect(Number(port), hostname).on('error', () => {})
  const agent = new Agent({ keepAlive: true })
  await new Promise((resolve) => get(`${service.url}/livez`, { agent }, (response) => response.resume().on('end', resolve)))
  const stoppedAtMs = performance.now()
  service.signal('SIGTERM')
  expect(await service.exit()).toBe(0)
  expect(performance.now() - stoppedAtMs).toBeLessThan(8_000)
  silent.destroy()
  agent.destroy()
})

/**
 * Starts a service that stops but cannot finish soon, because the body of a request in flight does not
 * arrive.
 */
async function stoppingWith(signal: NodeJS.Signals) {
  const service = await start(temporaryFolder(), 'serve')
  const { hostname, port } = new URL(service.url)
  const slow = connect(Number(port), hostname).on('error', () => {})
  onTestFinished(() => void slow.destroy())
  slow.write('POST /token HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\n')
  await pause(100)
  service.signal(signal)
  await expect.poll(() => service.output()).toContain('stopping')
  return { ...service, slow }
}

test('a Ctrl-C that npm repeats counts once (F 7)', async () => {
  const service = await stoppingWith('SIGINT')
  service.signal('SIGINT')
  await pause(100)
  const answer = once(service.slow, 'data')
  service.slow.write('a=bcdefgh')
  expect(String((await answer)[0])).toMatch(/^HTTP\/1\.1 400 /)
  expect(await service.exit()).toBe(0)
})

test.each<[string, NodeJS.Signals, number]>([
  ['another signal', 'SIGTERM', 700],
  ['the same signal later', 'SIGINT', 700],
])('%s ends a stopping service at once with 1 (F 7)', async (_, signal, afterMs) => {
  const service = await stoppingWith('SIGINT')
  await pause(afterMs)
  service.signal(signal)
  expect(await service.exit()).toBe(1)
})

test('two simultaneous signals, as under npx, count as one', async () => {
  const service = await start(await folderWithAlice(SLOW_HASH), 'serve', SLOW_HASH)
  const login = await loginInFlight(service.url)
  service.signal('SIGINT')
  service.signal('SIGTERM')
  expect((await login.answer).status).toBe(200)
  expect(await service.exit()).toBe(0)
})
