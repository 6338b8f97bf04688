// However large the table is, a round of the limit on sessions is bounded
// (docs/design/sessions.md#at-most-100-sessions-of-one-user).
import { expect, test } from 'vitest'
import { createSessionEviction } from '../../src/sessions/session-eviction.ts'

const USERS = 500

/** A table in which each user fills a page. It notes from where pages were counted. */
function fullTable() {
  const countedAfter: string[] = []
  const idOf = (index: number) => `usr_${String(index).padStart(4, '0')}`
  const eviction = createSessionEviction({
    async countByUser(afterUserId, maxRows) {
      countedAfter.push(afterUserId)
      const index = afterUserId === '' ? 0 : Number(afterUserId.slice(4)) + 1
      return index < USERS ? [{ userId: idOf(index), count: maxRows }] : []
    },
    listUses: async () => [],
    evict: async () => 0,
  })
  const round = async (pause = async () => true) => {
    countedAfter.length = 0
    await eviction(() => 0, pause)
    return { pages: countedAfter.length, first: countedAfter[0] }
  }
  return { round }
}

test('a round is bounded, and the next one goes on from there', async () => {
  const { round } = fullTable()
  expect([await round(), await round(), await round(), await round()]).toEqual([
    { pages: 200, first: '' },
    { pages: 200, first: 'usr_0199' },
    { pages: 101, first: 'usr_0399' },
    { pages: 200, first: '' },
  ])
})

test('a round that is stopped is continued by the next one', async () => {
  const { round } = fullTable()
  expect(await round(async () => false)).toEqual({ pages: 1, first: '' })
  expect(await round()).toEqual({ pages: 200, first: 'usr_0000' })
})
