import { Agent, get } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { folderWithAlice, logIn, start, temporaryFolder } from './mintmark.ts'

/** A hash that takes long enough to be interrupted. */
const SLOW_HASH = { MINTMARK_ARGON2_MEMORY_KIB: '131072', MINTMARK_ARGON2_PASSES: '5' }

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Sends a login and lets it reach the password hash. */
async function loginInFlight(url: string): Promise<{ answer: Promise<Response>; answered(): boolean }> {
  let done = false
  const answer = logIn(url).finally(() => {
    done = true
  })
  await pause(100)
  return { answer, answered: () => done }
}

describe.each(['SIGTERM', 'SIGINT'] as const)('F 7: %s', (signal) => {
  test('finishes what is in flight and exits 0 within 10 s', async () => {
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

test('F 7: once it stops, nobody new is accepted, while what is in flight is still answered', async () => {
  const service = await start(await folderWithAlice(SLOW_HASH), 'serve', SLOW_HASH)
  const login = await loginInFlight(service.url)
  service.signal('SIGTERM')
  await expect.poll(() => service.output()).toContain('stopping')
  await expect(fetch(`${service.url}/livez`)).rejects.toThrow()
  expect(login.answered()).toBe(false)
  expect((await login.answer).status).toBe(200)
})

test('F 7: connections that are idle, or have never said anything, do not hold it up', async () => {
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

test('a second signal ends it at once, and not with 0', async () => {
  const service = await start(await folderWithAlice(SLOW_HASH), 'serve', SLOW_HASH)
  const login = await loginInFlight(service.url)
  const outcome = expect(login.answer).rejects.toThrow()
  service.signal('SIGTERM')
  await expect.poll(() => service.output()).toContain('stopping')
  await pause(300)
  service.signal('SIGTERM')
  expect(await service.exit()).toBe(1)
  await outcome
})

test('two signals at one moment are one, as a process group under npx gets them', async () => {
  const service = await start(await folderWithAlice(SLOW_HASH), 'serve', SLOW_HASH)
  const login = await loginInFlight(service.url)
  service.signal('SIGINT')
  service.signal('SIGTERM')
  expect((await login.answer).status).toBe(200)
  expect(await service.exit()).toBe(0)
})
