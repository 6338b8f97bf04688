/**
 * What the rules answer, as refusals of HTTP: the only place that knows which code and which sentence belong
 * to a reason.
 *
 * A rule answers `{ kind: … }` and names members by their names inside. Here they become JSON Pointers (RFC
 * 6901) to the members on the wire. A new reason of a rule does not compile until it has its line in
 * `REFUSALS`.
 *
 * @module
 */

import type { NotAuthenticated } from '../accounts/password-authentication.ts'
import type { UserRejection } from '../accounts/user.ts'
import type { ClientRejection } from '../clients/client-problem.ts'
import { type GrantReason, Refusal } from '../errors.ts'
import type { DeadGrant } from '../oauth/presented-token.ts'
import { pointerTo } from './validation-refusals.ts'

/** The thing does not exist, or the caller may not know of it. */
export const notFound = (): Refusal => new Refusal('not_found', 'Not found')

type Rejection = UserRejection | ClientRejection
type Kind = Rejection['kind']
type Rejected<K extends Kind> = { [Each in K]: Extract<Rejection, { kind: Each }> & { kind: Each } }[K]

/** What is said of the answer besides its kind. */
interface Said {
  /** Used if a member breaks a rule: what was not done. */
  sentence: string
  /** Used if a name is taken: what else the caller can do. */
  mend: string | undefined
}

const REFUSALS: { [K in Kind]: (rejection: Rejected<K>, said: Said) => Refusal } = {
  unacceptable: ({ problems }, { sentence }) => invalidMembers(sentence, problems),
  taken: ({ member }, { mend }) =>
    new Refusal('conflict', [`The ${member} is taken.`, mend].filter(Boolean).join(' '), {
      errors: [{ pointer: pointerTo([member]), detail: 'is taken' }],
    }),
  unknown: notFound,
  takes_no_secret: () => new Refusal('conflict', 'The client does not authenticate by a secret.'),
  wrong_current_password: ({ why }, { sentence }) =>
    invalidMembers(sentence, [{ member: 'currentPassword', problem: 'is not the current password' }], why),
  bad_one_time_secret: ({ why, userId: user }) =>
    new Refusal('forbidden', 'The one-time secret is wrong, has expired or was used.', { cause: why, whom: { user } }),
}

/** The refusal of what the rules of accounts or clients did not do. */
export const refusalOf = <K extends Kind>(rejection: Rejected<K>, sentence: string, mend?: string): Refusal =>
  REFUSALS[rejection.kind](rejection, { sentence, mend })

const invalidMembers = (sentence: string, problems: readonly { member: string; problem: string }[], cause?: string): Refusal => {
  const errors = problems.map(({ member, problem }) => ({ pointer: pointerTo([inSnakeCase(member)]), detail: problem }))
  return new Refusal('validation_failed', sentence, { errors, cause })
}

const inSnakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/**
 * One answer, whatever was wrong (REQUIREMENTS P 12). The log has what it was, and whose account was meant.
 */
export const wrongCredentials = (
  code: 'wrong_credentials' | 'wrong_grant_credentials',
  { userId: user, why }: Pick<NotAuthenticated, 'userId' | 'why'>,
): Refusal => new Refusal(code, 'Invalid username or password', { cause: why, whom: { user } })

const DEAD_GRANTS = {
  refresh_expired: 'The refresh token has expired.',
  refresh_reused: 'The refresh token was used before, so its session has ended.',
  session_revoked: 'The session has ended.',
} satisfies Record<GrantReason, string>

/** The refusal of a token that was sent in a form (RFC 6749 §5.2). */
export const deadGrant = ({ reason }: DeadGrant): Refusal =>
  reason === 'unknown'
    ? new Refusal('invalid_grant', 'The refresh token is not good.')
    : new Refusal('invalid_grant', DEAD_GRANTS[reason], { reason })

/** The refusal of a token that was sent as Bearer, in the words of the tutorials. */
export const deadBearer = ({ reason, problem = reason }: DeadGrant): Refusal =>
  new Refusal('invalid_token', reason === 'refresh_expired' ? 'Token has expired' : 'Invalid token', { cause: problem })
