// Several changes of one thing at once are all made, one after the other.
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { CHANGED_MEANWHILE, createContention } from '../src/contention.ts'
import { createTestSystem } from './support/test-system.ts'

const contention = (options?: { turnLimitMs: number }) => createContention(createTestSystem(), options)

test('changes of one thing run one after the other, in order', async () => {
  const contend = contention()
  const order: string[] = []
  const change = (name: string) => async () => {
    order.push(`${name} begins`)
    await turn()
    order.push(`${name} ends`)
    return name
  }
  expect(await Promise.all(['a', 'b', 'c'].map((name) => contend('thing', change(name))))).toEqual(['a', 'b', 'c'])
  expect(order).toEqual(['a', 'b', 'c'].flatMap((name) => [`${name} begins`, `${name} ends`]))
})

test('changes of two things do not wait for each other', async () => {
  const contend = contention()
  const { promise, resolve } = Promise.withResolvers<string>()
  const first = contend('one', () => promise)
  expect(await contend('another', async () => 'done')).toBe('done')
  resolve('done too')
  expect(await first).toBe('done too')
})

test('a failed change lets the next one run', async () => {
  const contend = contention()
  const failed = contend('thing', async () => Promise.reject(new Error('no')))
  const next = contend('thing', async () => 'done')
  await expect(failed).rejects.toThrow('no')
  expect(await next).toBe('done')
})

test('a change that another process overtook is made again', async () => {
  let attempts = 0
  const answer = await contention()('thing', async () => {
    attempts += 1
    return attempts < 20 ? CHANGED_MEANWHILE : attempts
  })
  expect(answer).toBe(20)
})

test('a change that is always overtaken is refused and frees its turn', async () => {
  const contend = contention()
  const refused = contend('thing', async () => CHANGED_MEANWHILE)
  await expect(refused).rejects.toMatchObject({ code: 'unavailable' })
  expect(await contend('thing', async () => 'done')).toBe('done')
})

test('behind a hanging change, the next is refused in time (F 3)', async () => {
  const contend = contention({ turnLimitMs: 20 })
  const { promise, resolve } = Promise.withResolvers<string>()
  const hanging = contend('thing', () => promise)
  let ran = false
  const run = async () => {
    ran = true
    return 'done'
  }
  await expect(contend('thing', run)).rejects.toMatchObject({ code: 'unavailable' })
  await expect(contend('thing', run)).rejects.toMatchObject({ code: 'unavailable' })
  expect(ran).toBe(false)
  resolve('done')
  expect([await hanging, await contend('thing', run)]).toEqual(['done', 'done'])
})
