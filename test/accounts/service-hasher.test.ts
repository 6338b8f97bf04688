// REQUIREMENTS P 13: the hasher of a service, with either package for argon2id.
import { readdir, readFile } from 'node:fs/promises'
import { getPriority } from 'node:os'
import { Worker } from 'node:worker_threads'
import { describe, expect, test, vi } from 'vitest'
import { loadArgon2Engine } from '../../src/accounts/hashing/argon2-engine.ts'
import { createArgon2Hasher } from '../../src/accounts/hashing/argon2-hasher.ts'
import { createHashQueue } from '../../src/accounts/hashing/hash-queue.ts'
import { createServiceHasher } from '../../src/accounts/hashing/service-hasher.ts'
import { composeServiceHasher } from '../../src/composition/logins.ts'
import { createLog } from '../../src/log.ts'
import { createMetrics } from '../../src/ops/metrics/metrics.ts'
import { realSystem } from '../../src/system.ts'
import { SECRET, testConfig } from '../support/service.ts'

const parameters = { memoryKib: 64, passes: 1, parallelism: 1 }
/** The hasher of a command, which has no threads of its own. */
const commands = createArgon2Hasher({ parameters, queue: createHashQueue({ concurrency: 2, maxWaiting: 100 }), system: realSystem })
const absent = () => Promise.reject(new Error('Cannot find native binding'))

test.skipIf(process.platform !== 'linux')('its threads have a low priority, and no other thread has it (P 13)', async () => {
  const hasher = createServiceHasher({ parameters, system: realSystem, cores: 2, engine: await loadArgon2Engine() })
  const before = getPriority()
  const already = await atLowPriority()
  await Promise.all([hasher.hash('one password'), hasher.hash('two password')])
  expect(await atLowPriority()).toBe(already + 2)
  expect(getPriority()).toBe(before)
  await hasher.close()
  expect(await atLowPriority()).toBe(already)
})

test('a message to a thread carries the password and the salt alone', async () => {
  const post = vi.spyOn(Worker.prototype, 'postMessage')
  const hasher = createServiceHasher({ parameters, system: realSystem, cores: 2, engine: await loadArgon2Engine() })
  await hasher.hash('one password')
  const [work] = post.mock.calls[0]!
  const carried = ({ buffer }: Uint8Array) => Buffer.from(buffer).length
  expect({ password: carried(work.password), salt: carried(work.salt) }).toEqual({ password: 'one password'.length, salt: 16 })
  post.mockRestore()
  await hasher.close()
})

/** Counts threads of this process by their nice value, the 19th field of `stat` (proc_pid_stat(5)). */
async function atLowPriority(): Promise<number> {
  const low = String(Math.min(getPriority() + 5, 19))
  const threads = await readdir('/proc/self/task')
  const stats = await Promise.all(threads.map((id) => readFile(`/proc/self/task/${id}/stat`, 'utf8').catch(() => '')))
  return stats.filter((stat) => stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16] === low).length
}

describe.each(['@node-rs/argon2', 'argon2'] as const)('a service with %s', (name) => {
  test('hashes several passwords at once, and can be closed (P 13)', async () => {
    const engine = await loadArgon2Engine(name === 'argon2' ? absent : undefined)
    const hasher = createServiceHasher({ parameters, system: realSystem, cores: 2, engine })
    const hashes = await Promise.all(['one', 'two', 'three'].map((password) => hasher.hash(`${password} password`)))
    expect(await Promise.all(hashes.map((hash) => commands.verify(hash, 'two password')))).toEqual([false, true, false])
    expect(await hasher.verify(hashes[2]!, 'three password')).toBe(true)
    await hasher.close()
  })

  test('logs it at the start, and warns of the slower one', async () => {
    const lines: string[] = []
    const log = createLog('info', { write: (line) => lines.push(line) })
    const metrics = createMetrics(realSystem)
    const ingredients = { config: testConfig({ kind: 'sqlite', file: 'none' }), secret: SECRET, system: realSystem, log, metrics }
    const load = () => loadArgon2Engine(name === 'argon2' ? absent : undefined)
    await composeServiceHasher(ingredients, undefined, load)
    const [told, ...warnings] = lines.map((line) => JSON.parse(line))
    expect(told).toMatchObject({ level: 'info', engine: name })
    expect(warnings).toEqual(name === 'argon2' ? [expect.objectContaining({ level: 'warn' })] : [])
  })
})
