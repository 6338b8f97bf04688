import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { User } from '../../src/accounts/user.ts'
import type { UserStore } from '../../src/accounts/user-store.ts'
import type { Database } from '../../src/data/database.ts'
import { createSessionStore } from '../../src/data/sessions.ts'
import { createUserStore } from '../../src/data/users.ts'
import { standingAt } from '../../src/sessions/epoch.ts'
import type { Session } from '../../src/sessions/session.ts'
import type { SessionStore } from '../../src/sessions/session-store.ts'
import { databases, type FreshDatabase } from '../support/databases.ts'
import { anEvent, aSession, aUser, successor } from './rows.ts'

describe.each(databases)('sessions on $name', ({ fresh, kind }) => {
  const onPostgres: (name: string, run: () => Promise<void>) => void = kind === 'postgres' ? test : () => {}
  let made: FreshDatabase
  let database: Database
  let users: UserStore
  let sessions: SessionStore
  beforeAll(async () => {
    made = await fresh()
    database = await made.open()
    users = createUserStore(database)
    sessions = createSessionStore(database)
  })

  async function open(sessionChanges: Partial<Session> = {}, userChanges: Partial<User> = {}): Promise<Session> {
    const user = aUser(userChanges)
    await users.create(user, { atMs: 0 })
    const session = aSession(user.id, sessionChanges)
    await sessions.open(session, { event: anEvent() })
    return session
  }
  const stored = async (id: string) => (await sessions.findStanding(id)).standing!.session

  test('a session is read as written, with its user and service', async () => {
    const session = await open({ counter: 2 ** 40, endedAtMs: 3, endReason: 'logout' })
    const { standing, keysVersion } = await sessions.findStanding(session.id)
    const { username, scope, epoch, disabledAtMs } = (await users.findById(session.userId))!
    expect(standing).toEqual({
      session,
      user: { username, scope, epoch, disabledAtMs },
      clientEpoch: 0,
      clientScope: null,
      serviceEpoch: 0,
    })
    expect(keysVersion).toBe(0)
  })

  test('an unknown session is absent, but the key version is returned', async () => {
    expect(await sessions.findStanding('nothing')).toEqual({ standing: undefined, keysVersion: 0 })
  })

  const cases: [string, boolean, Partial<Session>, Partial<User> & { delete?: true }][] = [
    ['alive', true, {}, {}],
    ['alive, with equal later epochs', true, { userEpoch: 7 }, { epoch: 7 }],
    ['a moment before its idle end', true, { idleEndsAtMs: 501 }, {}],
    ['at its idle end', false, { idleEndsAtMs: 500 }, {}],
    ['at its absolute end', false, { idleEndsAtMs: 900, endsAtMs: 500 }, {}],
    ['ended', false, { endedAtMs: 400, endReason: 'revoked' }, {}],
    // The clock was set back.
    ['ended in the future', false, { endedAtMs: 900, endReason: 'revoked' }, {}],
    ['of an earlier epoch of the user', false, {}, { epoch: 1 }],
    // The user's row was restored from a backup.
    ['of a later epoch than the user', false, { userEpoch: 1 }, {}],
    ['of an earlier epoch of the service', false, { serviceEpoch: -1 }, {}],
    ['of a user who is disabled', false, {}, { disabledAtMs: 1 }],
    ['of a user who was deleted', false, {}, { delete: true }],
  ]
  test.each(cases)('SQL and standingAt agree: %s: %s', async (_, alive, sessionChanges, { delete: deleted, ...userChanges }) => {
    const session = await open(sessionChanges, userChanges)
    if (deleted) await users.delete(session.userId, { atMs: 0 })
    const { standing } = await sessions.findStanding(session.id)
    expect(standingAt(standing!, 500) === 'alive').toBe(alive)
    expect(await sessions.listAlive(session.userId, 500, 10)).toEqual(alive ? [session] : [])
    expect(await sessions.rotate(successor(session))).toBe(alive)
    if (!alive) expect(await stored(session.id)).toEqual(session)
  })

  test('a session ends once, with the first reason', async () => {
    const session = await open()
    expect(await sessions.end(session.id, 'reused', anEvent(10))).toBe(true)
    expect(await sessions.end(session.id, 'logout', anEvent(20))).toBe(false)
    expect(await sessions.end('nothing', 'logout', anEvent(20))).toBe(false)
    expect(await stored(session.id)).toMatchObject({ endedAtMs: 10, endReason: 'reused' })
  })

  test('the list has the newest use first, up to the limit', async () => {
    const first = await open({ rotatedAtMs: 10 })
    const second = aSession(first.userId, { rotatedAtMs: 30 })
    const third = aSession(first.userId, { rotatedAtMs: 20 })
    for (const session of [second, third]) await sessions.open(session, { event: anEvent() })
    expect((await sessions.listAlive(first.userId, 500, 10)).map(({ id }) => id)).toEqual([second.id, third.id, first.id])
    expect(await sessions.listAlive(first.userId, 500, 2)).toEqual([second, third])
  })

  test('sessions that nothing can refresh do not displace others from the list', async () => {
    const phone = await open({ rotatedAtMs: 1 })
    const mail = [40, 50, 60].map((rotatedAtMs) => aSession(phone.userId, { rotatedAtMs, refreshable: false }))
    for (const session of mail) await sessions.open(session, { event: anEvent() })
    expect((await sessions.listAlive(phone.userId, 500, 2)).map(({ id }) => id)).toEqual([mail[2]!.id, phone.id])
  })

  test('a log-out by another process takes effect at the next read (R 10)', async () => {
    const session = await open()
    const elsewhere = createSessionStore(await made.open())
    for (let round = 0; round < 20; round += 1) {
      const other = aSession(session.userId)
      await sessions.open(other, { event: anEvent() })
      expect((await sessions.findStanding(other.id)).standing!.session.endedAtMs).toBeNull()
      expect((await sessions.findStanding(other.id)).standing!.session.endedAtMs).toBeNull()
      await elsewhere.end(other.id, 'logout', anEvent(5))
      expect((await sessions.findStanding(other.id)).standing!.session.endedAtMs).toBe(5)
      await createUserStore(database).change(session.userId, { disabledAtMs: round }, { atMs: round })
      expect((await sessions.findStanding(other.id)).standing!.user!.disabledAtMs).toBe(round)
    }
  })

  test('many standings read at once get their own answers', async () => {
    const { userId } = await open()
    const opened = Array.from({ length: 130 }, () => aSession(userId))
    await Promise.all(opened.map((session) => sessions.open(session, { event: anEvent() })))
    const ids = [...opened.map(({ id }) => id), 'nothing', opened[0]!.id]
    const answers = await Promise.all(ids.map((id) => sessions.findStanding(id)))
    expect(answers.map(({ standing }) => standing?.session.id)).toEqual(ids.map((id) => (id === 'nothing' ? undefined : id)))
  })

  test('the sweep removes the sessions past their absolute end, oldest first', async () => {
    const { userId } = await open()
    const dead = [3, 1, 2].map((endsAtMs) => aSession(userId, { endsAtMs }))
    const live = aSession(userId, { endsAtMs: 4 })
    for (const session of [...dead, live]) await sessions.open(session, { event: anEvent() })
    expect(await sessions.sweep(4, 2)).toBe(2)
    expect((await sessions.findStanding(dead[0]!.id)).standing).toBeDefined()
    expect(await sessions.sweep(4, 2)).toBe(1)
    expect(await sessions.sweep(4, 2)).toBe(0)
    expect((await sessions.findStanding(live.id)).standing).toBeDefined()
  })

  test('sweeps of several replicas at once remove each row once', async () => {
    const { userId } = await open()
    const dead = Array.from({ length: 60 }, () => aSession(userId, { endsAtMs: 1 }))
    await Promise.all(dead.map((session) => sessions.open(session, { event: anEvent() })))
    const removed = await Promise.all(Array.from({ length: 4 }, () => sessions.sweep(4, 10)))
    expect(removed.every((count) => count <= 10)).toBe(true)
    let total = removed.reduce((sum, count) => sum + count, 0)
    for (let more = 1; more > 0; total += more) more = await sessions.sweep(4, 10)
    expect(total).toBe(60)
  })

  onPostgres('a sweep skips rows that another transaction holds', async () => {
    const { userId } = await open()
    const [held, free] = [aSession(userId, { endsAtMs: 1 }), aSession(userId, { endsAtMs: 2 })]
    for (const session of [held, free]) await sessions.open(session, { event: anEvent() })
    await database.kysely.transaction().execute(async (transaction) => {
      await transaction.selectFrom('sessions').select('id').where('id', '=', held.id).forUpdate().execute()
      expect(await sessions.sweep(4, 10)).toBe(1)
    })
    expect(await sessions.sweep(4, 10)).toBe(1)
  })

  onPostgres('pages of sessions keep free space beside their rows', async () => {
    const options = sql<{ reloptions: string[] }>`select reloptions from pg_class where relname = 'sessions'`
    expect((await options.execute(database.kysely)).rows).toEqual([{ reloptions: ['fillfactor=70'] }])
  })
})
