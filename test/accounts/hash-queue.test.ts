// The queue before the password hash (REQUIREMENTS P 13).
import { expect, test } from 'vitest'
import { createHashQueue } from '../../src/accounts/hashing/hash-queue.ts'
import { Refusal } from '../../src/errors.ts'

/** A task that ends when the test says so. */
const held = () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  return { task: () => promise, finish: () => resolve('done') }
}

test('tasks run in order, and no more at once than allowed (P 13)', async () => {
  const queue = createHashQueue({ concurrency: 2, maxWaiting: 10 })
  const order: number[] = []
  let running = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 8 }, (_, index) =>
      queue(async () => {
        order.push(index)
        running += 1
        most = Math.max(most, running)
        await new Promise((resolve) => setImmediate(resolve))
        running -= 1
      }),
    ),
  )
  expect(most).toBe(2)
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
})

test('a task beyond the waiting limit is refused as unavailable (P 13)', async () => {
  const queue = createHashQueue({ concurrency: 1, maxWaiting: 1 })
  const [first, second] = [held(), held()]
  const done = [queue(first.task), queue(second.task)]
  const refused = await queue(async () => 'never').catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(Refusal)
  expect(refused).toMatchObject({ code: 'unavailable' })
  first.finish()
  second.finish()
  expect(await Promise.all(done)).toEqual(['done', 'done'])
  expect(await queue(async () => 'again')).toBe('again')
})

test('a client that leaves while waiting is never hashed (P 13)', async () => {
  const queue = createHashQueue({ concurrency: 1, maxWaiting: 1 })
  const first = held()
  const done = queue(first.task)
  const leaving = new AbortController()
  let hashed = false
  const abandoned = queue(async () => {
    hashed = true
  }, leaving.signal)
  leaving.abort(new Error('left'))
  await expect(abandoned).rejects.toMatchObject({ code: 'unavailable', cause: new Error('left') })
  const next = queue(async () => 'next')
  first.finish()
  expect(await done).toBe('done')
  expect(await next).toBe('next')
  expect(hashed).toBe(false)
})

test('a task that fails frees its place (P 13)', async () => {
  const queue = createHashQueue({ concurrency: 1, maxWaiting: 0 })
  await expect(queue(async () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await queue(async () => 'ok')).toBe('ok')
})
