// The UPDATE that decides a refresh (docs/design/sessions.md#what-a-refresh-does).
import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../src/data/database.ts'
import { createSessionStore } from '../../src/data/sessions.ts'
import { createUserStore } from '../../src/data/users.ts'
import type { Session } from '../../src/sessions/session.ts'
import type { SessionStore } from '../../src/sessions/session-store.ts'
import { databases, type FreshDatabase } from '../support/databases.ts'
import { watchStatements } from '../support/sent-statements.ts'
import { anEvent, aSession, aUser, successor } from './rows.ts'

describe.each(databases)('rotation on $name', ({ fresh, kind }) => {
  const onPostgres: (name: string, run: () => Promise<void>) => void = kind === 'postgres' ? test : () => {}
  let made: FreshDatabase
  let database: Database
  let sessions: SessionStore
  const user = aUser()
  beforeAll(async () => {
    made = await fresh()
    database = await made.open()
    sessions = createSessionStore(database)
    await createUserStore(database).create(user, { atMs: 0 })
  })

  async function open(changes: Partial<Session> = {}): Promise<Session> {
    const session = aSession(user.id, changes)
    await sessions.open(session, { event: anEvent() })
    return session
  }
  const stored = async (id: string) => (await sessions.findStanding(id)).standing!.session

  test('a rotation changes only counter, last use and idle end (R 3)', async () => {
    const session = await open()
    const changed = { scope: 'admin', userEpoch: 7, endsAtMs: 9999, address: null, refreshable: false }
    expect(await sessions.rotate({ ...successor(session), ...changed })).toBe(true)
    expect(await stored(session.id)).toEqual({ ...session, counter: 1, rotatedAtMs: 500, idleEndsAtMs: 1500 })
  })

  test('the idle end never passes the absolute end, which is fixed (R 8)', async () => {
    const session = await open({ idleEndsAtMs: 4999 })
    expect(await sessions.rotate(successor(session, 4900))).toBe(true)
    expect(await stored(session.id)).toMatchObject({ idleEndsAtMs: 5000, endsAtMs: 5000 })
  })

  test('of 64 rotations at once, one wins (R 6)', async () => {
    const session = await open()
    for (let counter = 0; counter < 5; counter += 1) {
      const won = await Promise.all(Array.from({ length: 64 }, () => sessions.rotate(successor({ ...session, counter }))))
      expect(won.filter(Boolean)).toHaveLength(1)
    }
    expect((await stored(session.id)).counter).toBe(5)
  })

  test('of 64 rotations through eight connections, one wins (R 6)', async () => {
    const session = await open()
    const stores = await Promise.all(Array.from({ length: 8 }, async () => createSessionStore(await made.open())))
    const won = await Promise.all(Array.from({ length: 64 }, (_, i) => stores[i % 8]!.rotate(successor(session))))
    expect(won.filter(Boolean)).toHaveLength(1)
  })

  test('of sessions that rotate at once, each is judged by itself', async () => {
    const ended = { endedAtMs: 1, endReason: 'revoked' } as const
    const opened = await Promise.all(Array.from({ length: 250 }, (_, i) => open(i % 3 === 0 ? ended : {})))
    const times = opened.map((_, i) => 500 + (i % 7))
    const won = await Promise.all(opened.map((session, i) => sessions.rotate(successor(session, times[i]))))
    expect(won).toEqual(opened.map((_, i) => i % 3 !== 0))
    const expected = opened.map((session, i) => (i % 3 === 0 ? session : successor(session, times[i])))
    expect(await Promise.all(opened.map(({ id }) => stored(id)))).toEqual(expected)
  })

  test('a rotation with a counter other than the current one does nothing (R 3)', async () => {
    const session = await open({ counter: 5 })
    for (const counter of [4, 6]) expect(await sessions.rotate(successor({ ...session, counter }))).toBe(false)
    expect(await stored(session.id)).toEqual(session)
  })

  onPostgres('rotations that meet a deadlock are tried again (F 4)', async () => {
    const opened = [await open({ id: 'locked first' }), await open({ id: 'locked second' })]
    const other = (await made.open()).kysely
    const sent = watchStatements()
    const rotated = await other.transaction().execute(async (transaction) => {
      const lock = (id: string) => sql`select 1 from sessions where id = ${id} for update`.execute(transaction)
      // The transaction that looks for the deadlock first is ended. A rotation looks after a second.
      await sql`set local deadlock_timeout = '1min'`.execute(transaction)
      await lock('locked second')
      const rotating = Promise.all(opened.map((session) => sessions.rotate(successor(session))))
      const waiting = sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
      while ((await waiting.execute(database.kysely)).rows.length === 0) await setTimeout(5)
      await lock('locked first')
      return { rotating }
    })
    expect(await rotated.rotating).toEqual([true, true])
    expect(sent.take().filter((name) => name === 'update sessions').length).toBeGreaterThan(1)
    sent.stop()
    expect(await Promise.all(opened.map(({ id }) => stored(id)))).toEqual(opened.map((session) => successor(session)))
  })

  onPostgres('a rotation changes no index (HOT)', async () => {
    const session = await open()
    const hot = sql<{ n: number }>`select pg_stat_get_xact_tuples_hot_updated('sessions'::regclass) as n`
    await database.kysely.transaction().execute(async (transaction) => {
      const own = createSessionStore({ ...database, kysely: transaction })
      const count = async () => (await hot.execute(transaction)).rows[0]!.n
      const before = await count()
      for (let counter = 0; counter < 5; counter += 1) await own.rotate(successor({ ...session, counter }))
      expect((await count()) - before).toBe(5)
    })
  })
})
