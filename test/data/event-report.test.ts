// REQUIREMENTS G 3: an event is reported after the COMMIT of its transaction, and never without it
// (docs/events.md#in-the-log).
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { Database } from '../../src/data/database.ts'
import { createSessionEvictionStore } from '../../src/data/session-eviction.ts'
import { createSessionStore } from '../../src/data/sessions.ts'
import { createUserStore } from '../../src/data/users.ts'
import type { RecordedEvent } from '../../src/events/event.ts'
import { databases } from '../support/databases.ts'
import { anEvent, aSession, aUser } from './rows.ts'

const act = { atMs: 500, actor: 'command' }

describe.each(databases)('on $name', ({ kind, fresh }) => {
  async function reporting() {
    const reported: RecordedEvent[] = []
    const database = await (await fresh()).open({ recorded: (events) => reported.push(...events) })
    return { database, reported, sessions: createSessionStore(database), users: createUserStore(database) }
  }

  test('each event is reported once, with the id of its row (G 3)', async () => {
    const { database, reported, sessions, users } = await reporting()
    const user = aUser()
    const session = aSession(user.id)
    await users.create(user, act)
    await sessions.open(session, { event: anEvent() })
    await sessions.end(session.id, 'logout', { ...anEvent(), type: 'logout' })
    expect(reported.map(({ type }) => type)).toEqual(['user_created', 'login', 'logout'])
    const rows = await database.kysely.selectFrom('events').select(['id', 'type']).orderBy('id').execute()
    expect(reported.map(({ id, type }) => ({ id, type }))).toEqual(rows)
  })

  test('what one statement ends is reported event by event', async () => {
    const { database, reported, sessions } = await reporting()
    const all = [aSession('usr_a'), aSession('usr_a')]
    for (const session of all) await sessions.open(session, { event: anEvent() })
    const uses = all.map(({ id, rotatedAtMs }) => ({ id, rotatedAtMs }))
    expect(await createSessionEvictionStore(database).evict(uses, act)).toBe(2)
    const evicted = reported.filter(({ type }) => type === 'session_evicted')
    expect(evicted.map(({ sessionId }) => sessionId).toSorted()).toEqual(all.map(({ id }) => id).toSorted())
  })

  test('a change that does not happen reports nothing (G 3)', async () => {
    const { reported, sessions } = await reporting()
    expect(await sessions.end('no such session', 'logout', anEvent())).toBe(false)
    expect(reported).toEqual([])
  })

  test('a COMMIT that fails reports nothing (G 3)', async () => {
    const { database, reported, sessions } = await reporting()
    for (const statement of FAILS_AT_COMMIT[kind]) await sql.raw(statement).execute(database.kysely)
    await expect(sessions.open(aSession('usr_a'), { event: anEvent() })).rejects.toThrow()
    expect(reported).toEqual([])
    expect(await countOf(database)).toBe(0)
  })
})

const countOf = async ({ kysely }: Database) => (await kysely.selectFrom('events').select('id').execute()).length

/** Statements after which a transaction that writes an event fails when it commits, and not before. */
const FAILS_AT_COMMIT = {
  sqlite: [
    'create table parent (id integer primary key) strict',
    'create table child (id integer references parent deferrable initially deferred) strict',
    'create trigger fails_at_commit after insert on events begin insert into child values (1); end',
  ],
  postgres: [
    `create function fail_at_commit() returns trigger language plpgsql as $$ begin raise 'not now'; end $$`,
    'create constraint trigger fails_at_commit after insert on events deferrable initially deferred for each row execute function fail_at_commit()',
  ],
}
