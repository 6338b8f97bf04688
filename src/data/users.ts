import { type Compilable, type Insertable, sql } from 'kysely'
import type { User } from '../accounts/user.ts'
import type { UserChange, UserStore } from '../accounts/user-store.ts'
import type { Act, AuditEvent } from '../events/event.ts'
import type { Database } from './database.ts'
import { epochRaised } from './epoch.ts'
import { writeWithEvents } from './events.ts'
import type { UsersTable } from './schema.ts'
import { settle } from './throttle.ts'

const COLUMNS = [
  'id',
  'username',
  'username_key',
  'password_hash',
  'scope',
  'epoch',
  'created_at_ms',
  'password_changed_at_ms',
  'disabled_at_ms',
] as const

const toUser = (row: Pick<UsersTable, (typeof COLUMNS)[number]>): User => ({
  id: row.id,
  username: row.username,
  usernameKey: row.username_key,
  passwordHash: row.password_hash,
  scope: row.scope,
  epoch: row.epoch,
  createdAtMs: row.created_at_ms,
  passwordChangedAtMs: row.password_changed_at_ms,
  disabledAtMs: row.disabled_at_ms,
})

export const toUserRow = (user: User): Insertable<UsersTable> => ({
  id: user.id,
  username: user.username,
  username_key: user.usernameKey,
  password_hash: user.passwordHash,
  scope: user.scope,
  epoch: user.epoch,
  created_at_ms: user.createdAtMs,
  password_changed_at_ms: user.passwordChangedAtMs,
  disabled_at_ms: user.disabledAtMs,
})

/** A password that is set makes a one-time secret void. */
export const noOneTimeSecret = { one_time_secret_hmac: null, one_time_secret_expires_at_ms: null }

type UserEvent = Pick<AuditEvent, 'type' | 'detail'>

export function createUserStore(database: Database): UserStore {
  const { kysely } = database
  const update = (id: string) => kysely.updateTable('users').where('id', '=', id)
  /** Where the guard changes a row, the rest and the event are written with it. */
  const changed = (guard: Compilable, events: UserEvent[], userId: string, act: Act, rest?: Compilable[]) =>
    writeWithEvents(
      database,
      guard,
      events.map((event) => ({ ...event, userId, ...act })),
      rest,
    )
  const change = (id: string, change: UserChange, act: Act) => {
    const columns = update(id).set(changedColumns(change))
    if (change.scope === undefined) return changed(columns, standingEvents(change), id, act)
    // First what is told of the scope, with the one that it replaces: nobody changes the row between the two.
    return changed(scopeEvent(database, id, change.scope, act), standingEvents(change), id, act, [columns])
  }

  return {
    create(user, act, oneTimeSecret) {
      const kept = oneTimeSecret && {
        one_time_secret_hmac: oneTimeSecret.hmac,
        one_time_secret_expires_at_ms: oneTimeSecret.expiresAtMs,
      }
      const insert = kysely.insertInto('users').values({ ...toUserRow(user), ...kept })
      const unlessTaken = insert.onConflict((conflict) => conflict.column('username_key').doNothing())
      const created: UserEvent = { type: 'user_created', detail: { scope: user.scope } }
      return changed(unlessTaken, oneTimeSecret === undefined ? [created] : [created, { type: 'one_time_secret_made' }], user.id, act)
    },

    async findById(id) {
      const row = await kysely.selectFrom('users').select(COLUMNS).where('id', '=', id).executeTakeFirst()
      return row && toUser(row)
    },

    async findByUsernameKey(usernameKey) {
      const row = await kysely.selectFrom('users').select(COLUMNS).where('username_key', '=', usernameKey).executeTakeFirst()
      return row && toUser(row)
    },

    async list({ usernameKey, afterUsernameKey = '', limit }) {
      const after = kysely.selectFrom('users').select(COLUMNS).where('username_key', '>', afterUsernameKey)
      const some = usernameKey === undefined ? after : after.where('username_key', '=', usernameKey)
      return (await some.orderBy('username_key').limit(limit).execute()).map(toUser)
    },

    async replaceHash(id, from, to) {
      const result = await update(id).set({ password_hash: to }).where('password_hash', '=', from).executeTakeFirst()
      return result.numUpdatedRows === 1n
    },

    changePassword({ id, from, to, keepSessionId, settlement, act }) {
      const guard = update(id)
        .set({ ...epochRaised, ...noOneTimeSecret, password_hash: to, password_changed_at_ms: act.atMs })
        .where('password_hash', '=', from)
      const kept = keepSessionId === undefined ? [] : [carryOver(database, id, keepSessionId)]
      const settled = settlement === undefined ? [] : settle(database, settlement)
      const type = keepSessionId === undefined ? 'password_reset' : 'password_changed'
      return changed(guard, [{ type }], id, act, [...kept, ...settled])
    },

    change,

    endSessions: (id, act) => changed(update(id).set(epochRaised), [{ type: 'sessions_revoked' }], id, act),

    async delete(id, act) {
      // It never changes, so this is the one that goes.
      const row = await kysely.selectFrom('users').select('username').where('id', '=', id).executeTakeFirst()
      if (row === undefined) return false
      const guard = kysely.deleteFrom('users').where('id', '=', id)
      return changed(guard, [{ type: 'user_deleted', detail: { username: row.username } }], id, act)
    },
  }
}

const changedColumns = ({ scope, disabledAtMs }: UserChange) => ({
  ...(scope !== undefined && { scope }),
  ...(disabledAtMs !== undefined && { disabled_at_ms: disabledAtMs }),
  ...(disabledAtMs != null && epochRaised),
})

const standingEvents = ({ disabledAtMs }: UserChange): UserEvent[] =>
  disabledAtMs === undefined ? [] : [{ type: disabledAtMs === null ? 'user_enabled' : 'user_disabled' }]

/** Reads the scope that is replaced in the statement that writes the event, and holds the row from then on. */
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

/** Lifts a session of the epoch before into the one that the user's row now has. A dead one stays as it was. */
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
