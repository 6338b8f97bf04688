// REQUIREMENTS P 13: what a service answers if a thread that hashes ends.
import { expect, test } from 'vitest'
import { createArgon2Hasher } from '../../src/accounts/hashing/argon2-hasher.ts'
import { createHashQueue } from '../../src/accounts/hashing/hash-queue.ts'
import { createHashThreads } from '../../src/accounts/hashing/hash-threads.ts'
import { unavailable } from '../../src/errors.ts'
import { realSystem } from '../../src/system.ts'

/** The body of a thread, which does with each piece of work what the work says. */
const BODY = `
  import { parentPort } from 'node:worker_threads'
  parentPort.on('message', (work) => {
    if (work === 'throw') throw new Error('thrown')
    if (work === 'exit') process.exit()
    if (work !== 'say nothing') parentPort.postMessage(work)
  })`
const threadsOf = () => createHashThreads<string, string>(new URL(`data:text/javascript,${encodeURIComponent(BODY)}`))

test.each([
  ['throw', 'thrown'],
  ['exit', 'the thread has ended'],
])('if a thread ends by "%s", its work is unavailable; another starts', async (work, message) => {
  const threads = threadsOf()
  const others = [threads.run('one'), threads.run('two')]
  await expect(threads.run(work)).rejects.toMatchObject({ code: 'unavailable', cause: { message } })
  expect(await Promise.all(others)).toEqual(['one', 'two'])
  const next = ['three', 'four', 'five']
  expect(await Promise.all(next.map((one) => threads.run(one)))).toEqual(next)
  await threads.close()
})

test('closed in the middle of work, the work is unavailable', async () => {
  const threads = threadsOf()
  const working = expect(threads.run('say nothing')).rejects.toMatchObject({ code: 'unavailable' })
  await threads.close()
  await working
})

test('a hash whose thread ended is unavailable, and not malformed', async () => {
  const hasher = createArgon2Hasher({
    parameters: { memoryKib: 64, passes: 1, parallelism: 1 },
    queue: createHashQueue({ concurrency: 1, maxWaiting: 0 }),
    system: realSystem,
    compute: () => Promise.reject(unavailable('The password cannot be checked now.')),
  })
  const stored = '$argon2id$v=19$m=64,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAA'
  await expect(hasher.verify(stored, 'their password')).rejects.toMatchObject({ code: 'unavailable' })
  await expect(hasher.hash('their password')).rejects.toMatchObject({ code: 'unavailable' })
})
