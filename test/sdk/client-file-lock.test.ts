// The lock that processes share as a file, and what becomes of it where its holder crashes.
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

/** Many who want it at once, each as a process would; the most that had it at the same time. None of them is ever taken for dead. */
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
  ['a process of this machine that has crashed', () => JSON.stringify({ pid: deadPid(), host: hostname(), id: 'dead' })],
])('it was held by %s: one at a time gets it, and nothing is left behind', async (_, text) => {
  const folder = temporaryFolder()
  const held = text()
  if (held !== undefined) writeFileSync(join(folder, 'lock'), held)
  expect(await crowd(join(folder, 'lock'))).toBe(1)
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  ['of another machine', JSON.stringify({ pid: process.pid, host: 'elsewhere', id: 'silent' })],
  ['whose pid is another’s now', JSON.stringify({ pid: process.pid, host: hostname(), id: 'reused' })],
  ['unreadable', ''],
])('a holder %s that shows no sign of life is taken for dead', async (_, text) => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'lock'), text)
  expect(await createFileLock(join(folder, 'lock'), { silenceMs: 50 })(async () => 'got it', never)).toBe('got it')
  expect(readdirSync(folder)).toEqual([])
})

test('a removal that crashed itself is overcome', async () => {
  const folder = temporaryFolder()
  const dead = { pid: deadPid(), host: hostname() }
  writeFileSync(join(folder, 'lock'), JSON.stringify({ ...dead, id: 'first' }))
  writeFileSync(join(folder, 'lock.first.removal'), JSON.stringify({ ...dead, id: 'second' }))
  expect(await crowd(join(folder, 'lock'))).toBe(1)
  expect(readdirSync(folder)).toEqual([])
})

test('who waits for one that lives may give up, and takes nothing away', async () => {
  const path = join(temporaryFolder(), 'lock')
  await createFileLock(path)(async () => {
    const leaving = new AbortController()
    const waiting = createFileLock(path)(async () => 'got it', leaving.signal)
    setImmediate(() => leaving.abort())
    await expect(waiting).rejects.toThrow(/abort/i)
    expect(readdirSync(join(path, '..'))).toEqual(['lock'])
  }, never)
})

test('it is given back where what it was taken for fails', async () => {
  const path = join(temporaryFolder(), 'lock')
  const failing = createFileLock(path)(() => Promise.reject(new Error('failed')), never)
  await expect(failing).rejects.toThrow('failed')
  expect(await createFileLock(path)(async () => 'got it', never)).toBe('got it')
})
