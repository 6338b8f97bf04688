// A statement that collides with others is tried again at most five times (docs/design/data.md#collisions).
import { describe, expect, test } from 'vitest'
import { withRetries } from '../../src/data/postgres/errors.ts'
import { createTestSystem } from '../support/test-system.ts'

const failure = (code: string) => Object.assign(new Error(code), { code })

describe('a statement that fails each time', () => {
  test.each([
    ['40001', 'no serial order', 6],
    ['40P01', 'a deadlock', 6],
    ['42P05', 'a name that others used', 6],
    ['23505', 'an existing row', 1],
    ['57P01', 'a server that stops', 1],
  ])('%s (%s) is thrown after %i tries (F 4)', async (code, _, due) => {
    const tries: string[] = []
    const fail = (what: string) => async () => {
      tries.push(what)
      throw failure(code)
    }
    await expect(withRetries(createTestSystem(), fail('first'), fail('again'))).rejects.toMatchObject({ code })
    expect(tries).toEqual(['first', ...Array(due - 1).fill('again')])
  })

  test('a statement that succeeds at last returns its result (F 4)', async () => {
    let tries = 0
    const work = async () => {
      tries += 1
      if (tries < 4) throw failure('40001')
      return 'done'
    }
    expect(await withRetries(createTestSystem(), work)).toBe('done')
  })
})
