/**
 * What people do with their own account and sessions: the operations of `/me`, and `/logout`.
 *
 * @module
 */

import type { components } from '#generated/openapi.d.ts'
import { Refusal } from '../../errors.ts'
import { MAX_LIVE_SESSIONS_PER_USER } from '../../sessions/session-policy.ts'
import type { Operation } from '../operation-handler.ts'
import type { Parts } from '../parts.ts'
import { notFound, refusalOf } from '../refusals.ts'
import { personOf } from '../request/bearer.ts'
import { accountView, dateTime, placeView, sessionView } from './wire/views.ts'

/** Shows the caller's account as it is now. */
export function getMe({ accounts }: Parts): Operation<'getMe'> {
  return async (c) => {
    const user = await accounts.store.findById(personOf(c.var.claims).userId)
    if (user === undefined) throw new Refusal('invalid_token', 'Invalid or expired token', { cause: 'deleted meanwhile' })
    const body: components['schemas']['Account'] = { ...accountView(user), password_changed_at: dateTime(user.passwordChangedAtMs) }
    return c.json(body, 200)
  }
}

/** Changes the caller's password. Every other session of the caller ends. */
export function changePassword({ accounts, caller }: Parts): Operation<'changePassword'> {
  return async (c) => {
    const { username, sessionId } = personOf(c.var.claims)
    const { current_password: currentPassword, new_password: newPassword } = c.req.valid('json')
    const change = { username, sessionId, currentPassword, newPassword, caller: caller.of(c) }
    const changed = await accounts.changePassword(change, c.req.raw.signal)
    if (changed.kind !== 'changed') throw refusalOf(changed, 'The password was not changed.')
    return c.body(null, 204)
  }
}

/** Lists the caller's live sessions, the last used first. */
export function listSessions({ sessions, system }: Parts): Operation<'listSessions'> {
  return async (c) => {
    const { userId, sessionId } = personOf(c.var.claims)
    const live = await sessions.store.listAlive(userId, system.nowMs(), MAX_LIVE_SESSIONS_PER_USER)
    const body: components['schemas']['SessionList'] = {
      sessions: live.map((session) => ({ ...sessionView(session), current: session.id === sessionId, ...placeView(session) })),
    }
    return c.json(body, 200)
  }
}

/** Ends one of the caller's sessions. To the caller, a session of another user does not exist. */
export function endSession({ sessions, caller }: Parts): Operation<'endSession'> {
  return async (c) => {
    const { userId } = personOf(c.var.claims)
    const isOwn = (session: { userId: string }) => session.userId === userId
    const ended = await sessions.revoke(c.req.valid('param').session_id, caller.ownActOf(c), isOwn)
    if (!ended) throw notFound()
    return c.body(null, 204)
  }
}

/** Ends the session of the token. It succeeds even if the session has ended meanwhile. */
export function logOut({ sessions, caller }: Parts): Operation<'logOut'> {
  return async (c) => {
    await sessions.logOut(personOf(c.var.claims).sessionId, caller.ownActOf(c))
    return c.body(null, 204)
  }
}
