import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { DatabaseKind } from '../database.ts'

const words = {
  sqlite: {
    id: 'text',
    integer: 'integer',
    identity: 'integer primary key autoincrement',
    table: 'strict',
    keyed: 'strict, without rowid',
  },
  postgres: {
    id: 'text collate "C"',
    integer: 'bigint',
    identity: 'bigint generated always as identity primary key',
    table: '',
    keyed: '',
  },
}

function statements(kind: DatabaseKind): string[] {
  const { id, integer, identity, table, keyed } = words[kind]
  return [
    `create table events (
      id ${identity},
      type text not null,
      at_ms ${integer} not null,
      user_id ${id},
      client_id ${id},
      session_id ${id},
      address text,
      actor ${id},
      count ${integer} not null
    ) ${table}`,
    'create index events_at_ms on events (at_ms)',
    `create table throttle (
      key ${id} primary key,
      account ${id},
      failures ${integer} not null,
      since_ms ${integer} not null,
      opens_at_ms ${integer} not null,
      known_until_ms ${integer},
      expires_at_ms ${integer} not null
    ) ${keyed}`,
    'create index throttle_account on throttle (account)',
    'create index throttle_expires_at_ms on throttle (expires_at_ms)',
    'alter table sessions add column address text',
    'alter table sessions add column device text',
  ]
}

export const eventsAndThrottle = (kind: DatabaseKind): Migration => ({
  async up(db) {
    for (const statement of statements(kind)) await sql.raw(statement).execute(db)
  },
})
