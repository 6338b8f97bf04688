/**
 * Turns the rejections of the rules into refusals, each with its code and its sentence.
 *
 * A rule answers `{ kind: … }` and names members as the code does. Here those names become JSON Pointers
 * (RFC 6901) to the members on the wire. A new kind of rejection does not compile until it has its line in
 * `REFUSALS`. A handler itself refuses a result that only its operation has.
 *
 * @module
 */

import type { NotAuthenticated } from '../accounts/password-authentication.ts'
import type { UserRejection } from '../accounts/user.ts'
import type { ClientRejection } from '../clients/client-problem.ts'
import { type GrantReason, Refusal } from '../errors.ts'
import type { DeadGrant } from '../oauth/presented-token.ts'
import { pointerTo } from './validation-refusals.ts'

/** Creates the refusal of a thing that does not exist, or that the caller may not know of. */
export const notFound = (): Refusal => new Refusal('not_found', 'Not found')

type Rejection = UserRejection | ClientRejection
type Kind = Rejection['kind']
type Rejected<K extends Kind> = { [Each in K]: Extract<Rejection, { kind: Each }> & { kind: Each } }[K]

/** The words of a refusal that depend on the operation. */
interface Wording {
  /** What was not done. Used if a member breaks a rule. */
  sentence: string
  /** What else the caller can do. Used if a name is taken. */
  mend: string | undefined
}

const REFUSALS: { [K in Kind]: (rejection: Rejected<K>, wording: Wording) => Refusal } = {
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
    new Refusal('forbidden', 'The one-time secret is wrong, has expired or was used.', { cause: why, principals: { user } }),
}

/** Creates the refusal of a change that the rules of accounts or clients rejected. */
export const refusalOf = <K extends Kind>(rejection: Rejected<K>, sentence: string, mend?: string): Refusal =>
  REFUSALS[rejection.kind](rejection, { sentence, mend })

const invalidMembers = (sentence: string, problems: readonly { member: string; problem: string }[], cause?: string): Refusal => {
  const errors = problems.map(({ member, problem }) => ({ pointer: pointerTo([inSnakeCase(member)]), detail: problem }))
  return new Refusal('validation_failed', sentence, { errors, cause })
}

const inSnakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/**
 * Creates the same answer, whatever was wrong (REQUIREMENTS P 12). The log has the cause and the account
 * that was meant.
 */
export const wrongCredentials = (
  code: 'wrong_credentials' | 'wrong_grant_credentials',
  { userId: user, why }: Pick<NotAuthenticated, 'userId' | 'why'>,
): Refusal => new Refusal(code, 'Invalid username or password', { cause: why, principals: { user } })

const DEAD_GRANTS = {
  refresh_expired: 'The refresh token has expired.',
  refresh_reused: 'The refresh token was used before, so its session has ended.',
  session_revoked: 'The session has ended.',
} satisfies Record<GrantReason, string>

/** Creates the refusal of a refresh token that was sent in a form (RFC 6749 §5.2). */
export const deadGrant = ({ reason }: DeadGrant): Refusal =>
  reason === 'unknown'
    ? new Refusal('invalid_grant', 'The refresh token is not valid.')
    : new Refusal('invalid_grant', DEAD_GRANTS[reason], { reason })

/** Creates the refusal of a token that was sent as Bearer, in the words of the tutorials. */
export const deadBearer = ({ reason, problem = reason }: DeadGrant): Refusal =>
  new Refusal('invalid_token', reason === 'refresh_expired' ? 'Token has expired' : 'Invalid token', { cause: problem })
