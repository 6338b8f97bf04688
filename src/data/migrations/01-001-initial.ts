import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { DatabaseKind } from '../database.ts'

/**
 * Compared text is compared bytewise, so that both databases order alike. A rotation changes no indexed
 * column, and with room in the page PostgreSQL leaves the indexes alone (HOT).
 */
const words = {
  sqlite: { id: 'text', integer: 'integer', table: 'strict, without rowid', updatedTable: 'strict, without rowid' },
  postgres: { id: 'text collate "C"', integer: 'bigint', table: '', updatedTable: 'with (fillfactor = 70)' },
}

function statements(kind: DatabaseKind): string[] {
  const { id, integer, table, updatedTable } = words[kind]
  return [
    `create table service_state (
      id integer primary key check (id = 1),
      epoch ${integer} not null,
      keys_version ${integer} not null
    ) ${table}`,
    'insert into service_state (id, epoch, keys_version) values (1, 0, 0)',
    `create table users (
      id ${id} primary key,
      username text not null,
      username_key ${id} not null unique,
      password_hash text not null,
      scope text not null,
      epoch ${integer} not null,
      created_at_ms ${integer} not null,
      password_changed_at_ms ${integer} not null,
      disabled_at_ms ${integer}
    ) ${table}`,
    `create table sessions (
      id ${id} primary key,
      user_id ${id} not null,
      client_id ${id} not null,
      scope text not null,
      counter ${integer} not null,
      user_epoch ${integer} not null,
      service_epoch ${integer} not null,
      created_at_ms ${integer} not null,
      rotated_at_ms ${integer} not null,
      idle_ends_at_ms ${integer} not null,
      ends_at_ms ${integer} not null,
      ended_at_ms ${integer},
      end_reason text
    ) ${updatedTable}`,
    'create index sessions_user_id on sessions (user_id)',
    'create index sessions_ends_at_ms on sessions (ends_at_ms)',
    `create table signing_keys (
      kid ${id} primary key,
      alg text not null,
      public_jwk text not null,
      sealed_private_jwk text not null,
      published_at_ms ${integer} not null,
      signs_from_ms ${integer}
    ) ${table}`,
  ]
}

export const initial = (kind: DatabaseKind): Migration => ({
  async up(db) {
    for (const statement of statements(kind)) await sql.raw(statement).execute(db)
  },
})
