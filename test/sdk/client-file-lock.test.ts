// The lock file that processes share, and what happens to it if its holder crashes.
import { spawnSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createFileLock } from '../../sdk/client/src/file-lock.ts'
import { temporaryFolder } from '../process/mintmark.ts'

const never = new AbortController().signal
const deadPid = () => spawnSync(process.execPath, ['-e', '']).pid

/**
 * Returns the most holders at one time when 20 callers, each like a process, want the lock at once. No holder
 * is ever taken for dead.
 */
async function crowd(path: string): Promise<number> {
  let inside = 0
  let most = 0
  const want = () =>
    createFileLock(path, { silenceMs: Number.POSITIVE_INFINITY })(async () => {
      inside += 1
      most = Math.max(most, inside)
      await sleep(1)
      inside -= 1
    }, never)
  await Promise.all(Array.from({ length: 20 }, want))
  return most
}

test.each<[string, () => string | undefined]>([
  ['nobody', () => undefined],
  ['a local crash', () => JSON.stringify({ pid: deadPid(), host: hostname(), id: 'dead' })],
])('the lock has one holder at a time after %s', async (_, text) => {
  const folder = temporaryFolder()
  const held = text()
  if (held !== undefined) writeFileSync(join(folder, 'lock'), held)
  expect(await crowd(join(folder, 'lock'))).toBe(1)
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  ['on another machine', JSON.stringify({ pid: process.pid, host: 'elsewhere', id: 'silent' })],
  ['whose pid was reused', JSON.stringify({ pid: process.pid, host: hostname(), id: 'reused' })],
  ['unreadable', ''],
])('a silent lock holder is taken for dead: %s', async (_, text) => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'lock'), text)
  expect(await createFileLock(join(folder, 'lock'), { silenceMs: 50 })(async () => 'got it', never)).toBe('got it')
  expect(readdirSync(folder)).toEqual([])
})

test('a removal that itself crashed is cleaned up', async () => {
  const folder = temporaryFolder()
  const dead = { pid: deadPid(), host: hostname() }
  writeFileSync(join(folder, 'lock'), JSON.stringify({ ...dead, id: 'first' }))
  writeFileSync(join(folder, 'lock.first.removal'), JSON.stringify({ ...dead, id: 'second' }))
  expect(await crowd(join(folder, 'lock'))).toBe(1)
  expect(readdirSync(folder)).toEqual([])
})

test('a caller that gives up waiting does not remove the lock', async () => {
  const path = join(temporaryFolder(), 'lock')
  await createFileLock(path)(async () => {
    const leaving = new AbortController()
    const waiting = createFileLock(path)(async () => 'got it', leaving.signal)
    setImmediate(() => leaving.abort())
    await expect(waiting).rejects.toThrow(/abort/i)
    expect(readdirSync(join(path, '..'))).toEqual(['lock'])
  }, never)
})

test('the lock is released if the locked work fails', async () => {
  const path = join(temporaryFolder(), 'lock')
  const failing = createFileLock(path)(() => Promise.reject(new Error('failed')), never)
  await expect(failing).rejects.toThrow('failed')
  expect(await createFileLock(path)(async () => 'got it', never)).toBe('got it')
})
