/**
 * Accounts, as administrators see and change them: the operations of `/admin/users`.
 *
 * @module
 */

import type { components } from '#generated/openapi.d.ts'
import { ONE_TIME_SECRET_HOURS } from '../../../accounts/one-time-secret.ts'
import { DEFAULT_USER_SCOPE, isUserId } from '../../../accounts/user.ts'
import type { UserPage } from '../../../accounts/user-store.ts'
import { prefixProblem, typedUsername, usernameKey, usernameKeyPrefix, usernameProblem } from '../../../accounts/username.ts'
import type { Operation } from '../../operation-handler.ts'
import type { Parts } from '../../parts.ts'
import { notFound, refusalOf } from '../../refusals.ts'
import { cursorOf, pageOf } from '../wire/page.ts'
import { oneTimeSecretView, userLockoutView, userView } from '../wire/views.ts'

const MS_PER_HOUR = 3_600_000

/**
 * Lists the accounts by name. `username` finds one account, by the same rule as a login; `username_prefix`
 * finds those whose names begin so.
 */
export function listUsers({ accounts }: Parts): Operation<'listUsers'> {
  return async (c) => {
    const { limit, after, username: name, username_prefix: prefix } = c.req.valid('query')
    const username = name === undefined ? undefined : typedUsername(name)
    // Skip the lookup for text that cannot be a name. PostgreSQL rejects some strings, such as those with a
    // NUL.
    const isNobody = username !== undefined && usernameProblem(username) !== undefined
    const beginsNoName = prefix !== undefined && prefixProblem(prefix) !== undefined
    const page: UserPage = {
      limit: limit + 1,
      usernameKey: username === undefined ? undefined : usernameKey(username),
      usernameKeyPrefix: prefix === undefined ? undefined : usernameKeyPrefix(prefix),
      afterUsernameKey: cursorOf(after),
    }
    const users = isNobody || beginsNoName ? [] : await accounts.store.list(page)
    const { rows, ...next } = pageOf(users, limit, (user) => user.usernameKey)
    const body: components['schemas']['UserList'] = { users: rows.map(userView), ...next }
    return c.json(body, 200)
  }
}

/** Creates an account with a password, or with a one-time secret in its place. */
export function createUser({ accounts, caller }: Parts): Operation<'createUser'> {
  return async (c) => {
    const { username, password, scope = DEFAULT_USER_SCOPE } = c.req.valid('json')
    const act = caller.actOf(c)
    const { signal } = c.req.raw
    if (password !== undefined) {
      const created = await accounts.administration.create({ username, password, scope }, act, signal)
      if (created.kind !== 'created') throw refusalOf(created, 'The account was not made.')
      return c.json({ user: userView(created.user) }, 201)
    }
    const invited = await accounts.invite({ username, scope, lifeMs: ONE_TIME_SECRET_HOURS * MS_PER_HOUR }, act, signal)
    if (invited.kind !== 'invited') throw refusalOf(invited, 'The account was not made.', LOST_ANSWER)
    return c.json({ user: userView(invited.user), ...oneTimeSecretView(invited) }, 201)
  }
}

/** Helps a client that tries again after a crash between the commit and the answer. */
const LOST_ANSWER = 'If you made the account and lost the answer, make another one-time secret for it.'

/** Shows an account, and whether wrong passwords have locked it. */
export function getUser({ accounts, throttle }: Parts): Operation<'getUser'> {
  return async (c) => {
    const { user_id: id } = c.req.valid('param')
    const user = isUserId(id) ? await accounts.store.findById(id) : undefined
    if (user === undefined) throw notFound()
    const lockout = throttle.isOn ? { lockout: userLockoutView(await throttle.accounts.find(user.usernameKey)) } : {}
    return c.json({ ...userView(user), ...lockout }, 200)
  }
}

/** Changes what an account may have, or whether it may log in. */
export function changeUser({ accounts, caller }: Parts): Operation<'changeUser'> {
  return async (c) => {
    const { user_id: id } = c.req.valid('param')
    if (!isUserId(id)) throw notFound()
    const changed = await accounts.administration.change(id, c.req.valid('json'), caller.actOf(c))
    if (changed.kind !== 'changed') throw refusalOf(changed, 'The account was not changed.')
    return c.json(userView(changed.user), 200)
  }
}

/** Deletes an account for good, with its sessions. */
export function deleteUser({ accounts, caller }: Parts): Operation<'deleteUser'> {
  return async (c) => {
    const { user_id: id } = c.req.valid('param')
    const deleted = isUserId(id) && (await accounts.store.delete(id, caller.actOf(c)))
    if (!deleted) throw notFound()
    return c.body(null, 204)
  }
}

/** Resets the password of an account. Only its owner ever knows the new one. */
export function issueOneTimeSecret({ accounts, caller }: Parts): Operation<'issueOneTimeSecret'> {
  return async (c) => {
    const { user_id: userId } = c.req.valid('param')
    const { valid_hours: validHours = ONE_TIME_SECRET_HOURS } = c.req.valid('json')
    if (!isUserId(userId)) throw notFound()
    const issued = await accounts.issueOneTimeSecret({ userId, lifeMs: validHours * MS_PER_HOUR }, caller.actOf(c))
    if (issued === undefined) throw notFound()
    return c.json(oneTimeSecretView(issued), 201)
  }
}

/** Ends every session of an account, by one change of its row. */
export function revokeUserSessions({ accounts, caller }: Parts): Operation<'revokeUserSessions'> {
  return async (c) => {
    const { user_id: id } = c.req.valid('param')
    const revoked = isUserId(id) && (await accounts.store.endSessions(id, caller.actOf(c)))
    if (!revoked) throw notFound()
    return c.body(null, 204)
  }
}

/** Forgets the wrong passwords of an account. It is done too if none were counted. */
export function unlockUser({ accounts, throttle, caller }: Parts): Operation<'unlockUser'> {
  return async (c) => {
    const { user_id: id } = c.req.valid('param')
    const user = isUserId(id) ? await accounts.store.findById(id) : undefined
    if (user === undefined) throw notFound()
    await throttle.accounts.unlock(user, caller.actOf(c))
    return c.body(null, 204)
  }
}
