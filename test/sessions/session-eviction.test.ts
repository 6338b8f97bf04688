// However large the table is, a round of the limit on sessions is bounded
// (docs/design/sessions.md#at-most-100-sessions-of-one-user).
import { expect, test } from 'vitest'
import { createSessionEviction, type SessionUse } from '../../src/sessions/session-eviction.ts'

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

const NOW = 1_000_000_000

/** One user's sessions, which are read in pages by their ids. It notes what was ended, and when. */
function usesOf(sessions: SessionUse[]) {
  const ended: string[] = []
  const rows = sessions.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const eviction = createSessionEviction({
    countByUser: async (after) => (after === '' ? [{ userId: 'usr_a', count: rows.length }] : []),
    listUses: async (_, { afterId, limit }) => rows.filter(({ id }) => id > afterId).slice(0, limit),
    evict: async (gone, { atMs }) => {
      expect(atMs).toBe(NOW)
      expect(gone.length).toBeGreaterThan(0)
      ended.push(...gone.map(({ id }) => id))
      return gone.length
    },
  })
  return { ended, evict: (pause = async () => true) => eviction(() => NOW, pause) }
}
const use = (index: number, rotatedAtMs: number): SessionUse => ({ id: String(index).padStart(4, '0'), rotatedAtMs })
const ids = (from: number, count: number) => Array.from({ length: count }, (_, index) => use(from + index, 0).id)

test('a user with 100 sessions keeps them all', async () => {
  const { ended, evict } = usesOf(Array.from({ length: 100 }, (_, index) => use(index, index)))
  await evict()
  expect(ended).toEqual([])
})

test('of more than 100 sessions the least recently used ones end', async () => {
  const older = usesOf(Array.from({ length: 130 }, (_, index) => use(index, index)))
  await older.evict()
  expect(older.ended.toSorted()).toEqual(ids(0, 30))
  const many = usesOf(Array.from({ length: 290 }, (_, index) => use(index, index)))
  await many.evict()
  expect(many.ended.toSorted()).toEqual(ids(0, 190))
  const newer = usesOf(Array.from({ length: 130 }, (_, index) => use(index, 1000 - index)))
  await newer.evict()
  expect(newer.ended.toSorted()).toEqual(ids(100, 30))
})

test('of sessions used at one time, the later ids end', async () => {
  const { ended, evict } = usesOf(Array.from({ length: 102 }, (_, index) => use(index, 5)))
  await evict()
  expect(ended).toEqual(ids(100, 2))
})

test('a use that only a fast clock wrote counts as the oldest (F 6)', async () => {
  const usedAt = (ms: number) => [...Array.from({ length: 100 }, (_, index) => use(index, index)), use(500, NOW + ms)]
  const within = usesOf(usedAt(30_000))
  await within.evict()
  expect(within.ended).toEqual(ids(0, 1))
  const beyond = usesOf(usedAt(30_001))
  await beyond.evict()
  expect(beyond.ended).toEqual(ids(500, 1))
})

test('a round that is stopped within a user ends no more', async () => {
  const { ended, evict } = usesOf(Array.from({ length: 200 }, (_, index) => use(index, index)))
  let pauses = 0
  await evict(async () => {
    pauses += 1
    return pauses < 3
  })
  expect(ended).toHaveLength(50)
})

test('a round that is stopped goes on to no other user', async () => {
  const listed: string[] = []
  const eviction = createSessionEviction({
    countByUser: async () => ['usr_a', 'usr_b'].map((userId) => ({ userId, count: 101 })),
    async listUses(userId, { limit }) {
      listed.push(userId)
      return Array.from({ length: limit }, (_, index) => use(index, 0))
    },
    evict: async () => 0,
  })
  await eviction(
    () => NOW,
    async () => false,
  )
  expect(listed).toEqual(['usr_a'])
})

test('a page begins after the last user who was counted whole', async () => {
  const listed: string[] = []
  const after: string[] = []
  const eviction = createSessionEviction({
    async countByUser(afterUserId) {
      after.push(afterUserId)
      if (afterUserId !== '') return [{ userId: 'usr_c', count: 101 }]
      return [
        { userId: 'usr_a', count: 100 },
        { userId: 'usr_b', count: 4800 },
        { userId: 'usr_c', count: 100 },
      ]
    },
    listUses: async (userId) => {
      listed.push(userId)
      return []
    },
    evict: async () => 0,
  })
  await eviction(
    () => NOW,
    async () => true,
  )
  expect(after).toEqual(['', 'usr_b'])
  expect(listed).toEqual(['usr_b', 'usr_c'])
})
