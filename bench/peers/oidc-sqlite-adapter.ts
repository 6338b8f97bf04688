/**
 * The store of oidc-provider: one table of SQLite, with statements that are prepared once. It uses WAL with
 * `synchronous=NORMAL`, as better-sqlite3 advises. A commit survives the end of the process, but not a power
 * failure.
 *
 * @module
 */

import Sqlite from 'better-sqlite3'
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

const TABLE = `create table if not exists items (
  model text, id text, payload text, grant_id text, uid text, user_code text, expires_at integer, consumed_at integer,
  primary key (model, id)
) without rowid;
create index if not exists items_by_grant on items (grant_id) where grant_id is not null`

interface Row {
  payload: string
  consumed_at: number | null
}

const nowSeconds = () => Math.floor(Date.now() / 1000)

export function createSqliteAdapter(file: string): AdapterFactory {
  const db = new Sqlite(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.exec(TABLE)
  const upsert = db.prepare('insert or replace into items values (?, ?, ?, ?, ?, ?, ?, null)')
  const findBy = (column: string) =>
    db.prepare(`select payload, consumed_at from items where model = ? and ${column} = ? and (expires_at is null or expires_at > ?)`)
  const [byId, byUid, byUserCode] = [findBy('id'), findBy('uid'), findBy('user_code')]
  const consume = db.prepare('update items set consumed_at = ? where model = ? and id = ?')
  const destroy = db.prepare('delete from items where model = ? and id = ?')
  const revoke = db.prepare('delete from items where model = ? and grant_id = ?')

  return (model): Adapter => {
    const find = async (by: Sqlite.Statement, value: string): Promise<AdapterPayload | undefined> => {
      const row = by.get(model, value, nowSeconds()) as Row | undefined
      if (row === undefined) return undefined
      const payload = JSON.parse(row.payload) as AdapterPayload
      return row.consumed_at === null ? payload : { ...payload, consumed: row.consumed_at }
    }
    return {
      async upsert(id, payload, expiresInSeconds) {
        const { grantId = null, uid = null, userCode = null } = payload
        const expiresAt = expiresInSeconds ? nowSeconds() + expiresInSeconds : null
        upsert.run(model, id, JSON.stringify(payload), grantId, uid, userCode, expiresAt)
      },
      find: (id) => find(byId, id),
      findByUid: (uid) => find(byUid, uid),
      findByUserCode: (code) => find(byUserCode, code),
      async consume(id) {
        consume.run(nowSeconds(), model, id)
      },
      async destroy(id) {
        destroy.run(model, id)
      },
      async revokeByGrantId(grantId) {
        revoke.run(model, grantId)
      },
    }
  }
}
