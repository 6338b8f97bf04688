import { type Compilable, sql } from 'kysely'
import type { UserChange, UserStore } from '../accounts/user-store.ts'
import type { Act, AuditEvent } from '../events/event.ts'
import type { Database } from './database.ts'
import { firstAfterPrefix } from './first-after-prefix.ts'
import { createCountSuccess } from './lockout-sql.ts'
import { epochRaised, noOneTimeSecret, USER, type UsersTable } from './schema.ts'
import { compiledOnce } from './statement.ts'
import { writeWithEvents } from './write-with-events.ts'

type UserEvent = Pick<AuditEvent, 'type' | 'detail'>

export function createUserStore(database: Database): UserStore {
  const { kysely } = database
  const countSuccess = createCountSuccess(database)
  const ofUsernameKey = compiledOnce<{ usernameKey: string }, UsersTable>(({ usernameKey }) =>
    kysely.selectFrom('users').select(USER.columns).where('username_key', '=', usernameKey),
  )
  const update = (id: string) => kysely.updateTable('users').where('id', '=', id)
  /** Runs the guard, and if it changes a row, writes the events and runs the rest. */
  const changed = (guard: Compilable, events: UserEvent[], userId: string, act: Act, rest?: Compilable[]) =>
    writeWithEvents(
      database,
      guard,
      events.map((event) => ({ ...event, userId, ...act })),
      rest,
    )
  const change = (id: string, change: UserChange, act: Act) => {
    const columns = update(id).set(changedColumns(change))
    if (change.scope === undefined) return changed(columns, statusEvents(change), id, act)
    // The event comes first, since it reads the scope that is replaced. Nobody changes the row between the
    // two statements.
    return changed(scopeEvent(database, id, change.scope, act), statusEvents(change), id, act, [columns])
  }

  return {
    create(user, act, oneTimeSecret) {
      const secretColumns = oneTimeSecret && {
        one_time_secret_hmac: oneTimeSecret.hmac,
        one_time_secret_expires_at_ms: oneTimeSecret.expiresAtMs,
      }
      const insert = kysely.insertInto('users').values({ ...USER.write(user), ...secretColumns })
      const unlessTaken = insert.onConflict((conflict) => conflict.column('username_key').doNothing())
      const created: UserEvent = { type: 'user_created', detail: { scope: user.scope } }
      return changed(unlessTaken, oneTimeSecret === undefined ? [created] : [created, { type: 'one_time_secret_made' }], user.id, act)
    },

    async findById(id) {
      const row = await kysely.selectFrom('users').select(USER.columns).where('id', '=', id).executeTakeFirst()
      return row && USER.read(row)
    },

    async findByUsernameKey(usernameKey) {
      const { rows } = await kysely.executeQuery(ofUsernameKey({ usernameKey }))
      return rows[0] && USER.read(rows[0])
    },

    async list({ usernameKey, usernameKeyPrefix = '', afterUsernameKey = '', limit }) {
      const end = firstAfterPrefix(usernameKeyPrefix)
      let page = kysely.selectFrom('users').select(USER.columns)
      // SQLite starts at one lower bound only. With two it may start at the smaller one and read too much.
      if (!afterUsernameKey.startsWith(usernameKeyPrefix)) page = page.where('username_key', '>=', usernameKeyPrefix)
      if (usernameKeyPrefix === '' || afterUsernameKey !== '') page = page.where('username_key', '>', afterUsernameKey)
      if (usernameKey !== undefined) page = page.where('username_key', '=', usernameKey)
      if (end !== undefined) page = page.where('username_key', '<', end)
      return (await page.orderBy('username_key').limit(limit).execute()).map(USER.read)
    },

    async replaceHash(id, from, to) {
      const result = await update(id).set({ password_hash: to }).where('password_hash', '=', from).executeTakeFirst()
      return result.numUpdatedRows === 1n
    },

    changePassword({ id, from, to, keepSessionId, settlement, act }) {
      const guard = update(id)
        .set({ ...epochRaised, ...noOneTimeSecret, password_hash: to, password_changed_at_ms: act.atMs })
        .where('password_hash', '=', from)
      const carriedOver = keepSessionId === undefined ? [] : [carryOver(database, id, keepSessionId)]
      const succeeded = settlement === undefined ? [] : countSuccess(settlement)
      const type = keepSessionId === undefined ? 'password_reset' : 'password_changed'
      return changed(guard, [{ type }], id, act, [...carriedOver, ...succeeded])
    },

    change,

    endSessions: (id, act) => changed(update(id).set(epochRaised), [{ type: 'sessions_revoked' }], id, act),

    async delete(id, act) {
      // A username never changes, so this is still the right one when the row is deleted.
      const row = await kysely.selectFrom('users').select('username').where('id', '=', id).executeTakeFirst()
      if (row === undefined) return false
      const guard = kysely.deleteFrom('users').where('id', '=', id)
      return changed(guard, [{ type: 'user_deleted', detail: { username: row.username } }], id, act)
    },
  }
}

const changedColumns = (change: UserChange) => ({ ...USER.writeSome(change), ...(change.disabledAtMs != null && epochRaised) })

const statusEvents = ({ disabledAtMs }: UserChange): UserEvent[] =>
  disabledAtMs === undefined ? [] : [{ type: disabledAtMs === null ? 'user_enabled' : 'user_disabled' }]

/**
 * Reads the scope that is replaced and writes the event, in one statement. The row is locked from then on.
 */
function scopeEvent({ kysely, kind }: Database, id: string, scope: string, { atMs, actor, address }: Act): Compilable {
  const row = kysely
    .selectFrom('users')
    .where('id', '=', id)
    .select([
      sql.lit<UserEvent['type']>('user_changed').as('type'),
      sql<number>`cast(${atMs} as bigint)`.as('at_ms'),
      'id',
      sql<string | null>`cast(${actor ?? null} as text)`.as('actor'),
      sql<string | null>`cast(${address ?? null} as text)`.as('address'),
      sql<number>`1`.as('count'),
      replacedScope(kind, scope).as('detail'),
    ])
  return kysely
    .insertInto('events')
    .columns(['type', 'at_ms', 'user_id', 'actor', 'address', 'count', 'detail'])
    .expression(kind === 'postgres' ? row.forUpdate() : row)
}

const replacedScope = (kind: Database['kind'], scope: string) =>
  kind === 'sqlite'
    ? sql<string>`json_object('scope', ${scope}, 'previous_scope', scope)`
    : sql<string>`json_build_object('scope', cast(${scope} as text), 'previous_scope', scope)::text`

/**
 * Moves a session from the user's previous epoch to the present one, so that it outlives the change. A dead
 * session stays dead.
 */
function carryOver({ kysely }: Database, userId: string, sessionId: string) {
  const epoch = kysely.selectFrom('users').select('epoch').where('id', '=', userId)
  const epochBefore = kysely.selectFrom('users').select(sql<number>`epoch - 1`.as('before')).where('id', '=', userId)
  return kysely
    .updateTable('sessions')
    .set({ user_epoch: epoch })
    .where('id', '=', sessionId)
    .where('user_id', '=', userId)
    .where('ended_at_ms', 'is', null)
    .where('user_epoch', '=', epochBefore)
}
