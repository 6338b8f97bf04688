import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { DatabaseKind } from '../database.ts'

const words = {
  sqlite: { id: 'text', integer: 'integer', table: 'strict, without rowid' },
  postgres: { id: 'text collate "C"', integer: 'bigint', table: '' },
}

function statements(kind: DatabaseKind): string[] {
  const { id, integer, table } = words[kind]
  return [
    `create table clients (
      id ${id} primary key,
      confidential ${integer} not null,
      grants text not null,
      scope text,
      audiences text not null,
      identifiers text not null,
      auth_methods text not null,
      jwks text,
      epoch ${integer} not null,
      created_at_ms ${integer} not null,
      disabled_at_ms ${integer}
    ) ${table}`,
    // Existing sessions are the built-in client's, whose epoch never moves.
    `alter table sessions add column client_epoch ${integer} not null default 0`,
    `create table client_secrets (
      id ${id} primary key,
      client_id ${id} not null,
      hmac text not null,
      created_at_ms ${integer} not null,
      expires_at_ms ${integer}
    ) ${table}`,
    'create index client_secrets_client_id on client_secrets (client_id)',
    `create table client_assertions (
      client_id ${id} not null,
      jti ${id} not null,
      expires_at_ms ${integer} not null,
      primary key (client_id, jti)
    ) ${table}`,
    'create index client_assertions_expires_at_ms on client_assertions (expires_at_ms)',
    `create table revoked_tokens (
      jti ${id} primary key,
      expires_at_ms ${integer} not null
    ) ${table}`,
    'create index revoked_tokens_expires_at_ms on revoked_tokens (expires_at_ms)',
  ]
}

export const clients = (kind: DatabaseKind): Migration => ({
  async up(db) {
    for (const statement of statements(kind)) await sql.raw(statement).execute(db)
  },
})
