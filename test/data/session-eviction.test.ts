// If a user has more sessions than allowed, the least recently used are ended in small batches
// (docs/design/sessions.md#at-most-100-sessions-of-one-user).
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../src/data/database.ts'
import { SESSION } from '../../src/data/schema.ts'
import { createSessionEvictionStore } from '../../src/data/session-eviction.ts'
import { createSessionStore } from '../../src/data/sessions.ts'
import { createUserStore } from '../../src/data/users.ts'
import type { Session } from '../../src/sessions/session.ts'
import { createSessionEviction, type SessionEvictionStore } from '../../src/sessions/session-eviction.ts'
import { MAX_LIVE_SESSIONS_PER_USER } from '../../src/sessions/session-policy.ts'
import type { SessionStore } from '../../src/sessions/session-store.ts'
import { databases, type FreshDatabase } from '../support/databases.ts'
import { anEvent, aSession, aUser, successor } from './rows.ts'

const NOW_MS = 500
const MAX_BATCH = 200

describe.each(databases)('on $name', ({ fresh, kind }) => {
  const onPostgres: (name: string, run: () => Promise<void>) => void = kind === 'postgres' ? test : () => {}
  let made: FreshDatabase
  let database: Database
  let sessions: SessionStore
  let store: SessionEvictionStore
  beforeAll(async () => {
    made = await fresh()
    database = await made.open()
    sessions = createSessionStore(database)
    store = createSessionEvictionStore(database)
  })

  /** Creates a user with sessions that were last used at these times. */
  async function usedAt(times: readonly number[], changes: Partial<Session> = {}): Promise<Session[]> {
    const user = aUser()
    await createUserStore(database).create(user, { atMs: 0 })
    const opened = times.map((rotatedAtMs) => aSession(user.id, { rotatedAtMs, ...changes }))
    for (let from = 0; from < opened.length; from += 500)
      await database.kysely
        .insertInto('sessions')
        .values(opened.slice(from, from + 500).map(SESSION.write))
        .execute()
    return opened
  }
  const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)
  const aliveOf = async (userId: string) => (await sessions.listAlive(userId, NOW_MS, 10_000)).map(({ id }) => id)
  const idsOf = (some: readonly Session[]) => some.map(({ id }) => id).sort()
  const eventsOf = async (userId: string) =>
    await database.kysely.selectFrom('events').selectAll().where('user_id', '=', userId).where('type', '=', 'session_evicted').execute()
  const evictAll = (by: SessionEvictionStore = store) =>
    createSessionEviction(by)(
      () => NOW_MS,
      async () => true,
    )

  test('the least recently used sessions end, each with its event', async () => {
    const times = upTo(430).map((time) => (time * 173) % 431)
    const all = await usedAt(times)
    const { userId } = all[0]!
    const kept = all.filter(({ rotatedAtMs }) => rotatedAtMs > 430 - MAX_LIVE_SESSIONS_PER_USER)
    await evictAll()
    expect((await aliveOf(userId)).sort()).toEqual(idsOf(kept))
    const gone = all.filter((session) => !kept.includes(session))
    const events = await eventsOf(userId)
    expect(events.map(({ session_id }) => session_id).sort()).toEqual(idsOf(gone))
    expect(events[0]).toMatchObject({ at_ms: NOW_MS, client_id: 'default', count: 1, actor: null, detail: null })
    const { standing } = await sessions.findStanding(gone[0]!.id)
    expect(standing?.session).toMatchObject({ endedAtMs: NOW_MS, endReason: 'evicted' })
  })

  test("a user at the limit loses no session; dead ones don't count", async () => {
    const full = await usedAt(upTo(MAX_LIVE_SESSIONS_PER_USER))
    const { userId } = full[0]!
    const dead = [
      aSession(userId, { rotatedAtMs: 900, endedAtMs: 9, endReason: 'logout' }),
      aSession(userId, { rotatedAtMs: 300, idleEndsAtMs: 400 }),
      aSession(userId, { rotatedAtMs: 300, userEpoch: 7 }),
    ]
    for (const session of dead) await sessions.open(session, { event: anEvent() })
    await evictAll()
    expect(await aliveOf(userId)).toHaveLength(MAX_LIVE_SESSIONS_PER_USER)
    expect(await eventsOf(userId)).toEqual([])
  })

  test('sessions that nothing can refresh neither count nor end', async () => {
    const mail = await usedAt(upTo(130), { refreshable: false })
    const { userId } = mail[0]!
    const phone = aSession(userId, { rotatedAtMs: 0 })
    await sessions.open(phone, { event: anEvent() })
    await evictAll()
    expect(await aliveOf(userId)).toHaveLength(131)
  })

  test('a batch has at most 200 rows, with a pause after each', async () => {
    const all = await usedAt(upTo(1000))
    const done: string[] = []
    const batches: number[] = []
    const watched: SessionEvictionStore = {
      ...store,
      async evict(some, act) {
        batches.push(some.length)
        done.push('batch')
        return store.evict(some, act)
      },
    }
    await createSessionEviction(watched)(
      () => NOW_MS,
      async () => {
        done.push('pause')
        return true
      },
    )
    expect(Math.max(...batches)).toBeLessThanOrEqual(MAX_BATCH)
    expect(batches.length).toBeGreaterThan(4)
    expect(done.join(' ')).not.toContain('batch batch')
    expect(await aliveOf(all[0]!.userId)).toHaveLength(MAX_LIVE_SESSIONS_PER_USER)
  })

  test('a service that stops leaves the rest to the next round (F 7)', async () => {
    const [{ userId }] = (await usedAt(upTo(450))) as [Session]
    let pauses = 0
    await createSessionEviction(store)(
      () => NOW_MS,
      async () => {
        pauses += 1
        return pauses < 3
      },
    )
    expect(pauses).toBe(3)
    expect((await aliveOf(userId)).length).toBeGreaterThan(MAX_LIVE_SESSIONS_PER_USER)
    await evictAll()
    expect(await aliveOf(userId)).toHaveLength(MAX_LIVE_SESSIONS_PER_USER)
  })

  test('a session used or ended since the read is left alone', async () => {
    const [used, ended, idle] = (await usedAt([1, 2, 3])) as [Session, Session, Session]
    const read = [used, ended, idle].map(({ id, rotatedAtMs }) => ({ id, rotatedAtMs }))
    await sessions.rotate(successor(used, 400))
    await sessions.end(ended.id, 'logout', anEvent(450))
    expect(await store.evict(read, { atMs: NOW_MS })).toBe(1)
    expect(await aliveOf(used.userId)).toEqual([used.id])
    expect((await eventsOf(used.userId)).map(({ session_id }) => session_id)).toEqual([idle.id])
  })

  test('replicas that sweep at once end each session once', async () => {
    const all = await usedAt(upTo(500))
    const { userId } = all[0]!
    const other = createSessionEvictionStore(await made.open())
    await Promise.all([evictAll(store), evictAll(other)])
    await evictAll()
    expect(await aliveOf(userId)).toHaveLength(MAX_LIVE_SESSIONS_PER_USER)
    const told = (await eventsOf(userId)).map(({ session_id }) => session_id)
    expect(new Set(told).size).toBe(told.length)
    expect(told).toHaveLength(all.length - MAX_LIVE_SESSIONS_PER_USER)
  })

  test('users are found page by page, even if one fills a page', async () => {
    const few = await usedAt([1, 2])
    const pages = await Promise.all([store.countByUser('', 1), store.countByUser(few[0]!.userId, 10_000)])
    expect(pages[0]).toHaveLength(1)
    expect(pages[0]![0]!.count).toBe(1)
    expect(pages[1].map(({ userId }) => userId)).not.toContain(few[0]!.userId)
    const whole = await store.countByUser('', 100_000)
    expect(whole.find(({ userId }) => userId === few[0]!.userId)?.count).toBe(2)
    expect(whole.map(({ userId }) => userId)).toEqual(whole.map(({ userId }) => userId).sort())
  })

  test('the sweep uses an index of exactly the sessions that count', async () => {
    const page = sql<{
      detail: string
    }>`select user_id from sessions where ended_at_ms is null and refreshable = 1 and user_id > '' order by user_id limit 10`
    const explain = kind === 'sqlite' ? sql`explain query plan ${page}` : sql`explain ${page}`
    const plan = JSON.stringify((await explain.execute(database.kysely)).rows)
    expect(plan).toMatch(kind === 'sqlite' ? /USING COVERING INDEX sessions_counted/ : /Index (Only )?Scan using sessions_counted/)
  })

  onPostgres('rows that another transaction holds are skipped and ended later', async () => {
    const [held, free] = (await usedAt([1, 2])) as [Session, Session]
    const read = [held, free].map(({ id, rotatedAtMs }) => ({ id, rotatedAtMs }))
    await database.kysely.transaction().execute(async (transaction) => {
      await transaction.selectFrom('sessions').select('id').where('id', '=', held.id).forUpdate().execute()
      expect(await store.evict(read, { atMs: NOW_MS })).toBe(1)
    })
    expect(await store.evict(read, { atMs: NOW_MS })).toBe(1)
  })
})
