import type { ErrorCode } from '../../errors.ts'
import type { Log, LogDetails } from '../../log.ts'
import { DEMO_FILE } from './demo-secrets.ts'

/** What the advice can name. */
export interface Place {
  /** What to write before `users list` to run that command. */
  command: string
  /** The path of the service that describes the operations. */
  contract: string
}

type Mend = (place: Place, user: string) => string

/** For each code of a refusal: what a developer can do next. */
const BY_CODE: Record<ErrorCode, Mend> = {
  invalid_request: ({ contract }) => `Compare the request with ${contract}.`,
  invalid_client: ({ command }) => `Check the id and the secret; \`${command} clients rotate-secret ID\` makes a new one.`,
  invalid_grant: () => 'Each refresh token works once: send that of the last answer, or log in again.',
  unauthorized_client: ({ command }) => `\`${command} clients show ID\` has the grants of the client; \`apply\` changes them.`,
  unsupported_grant_type: () => 'Send grant_type=password, client_credentials or refresh_token.',
  invalid_scope: () => 'Ask for less, or allow more: see Scopes in docs/operate.md.',
  invalid_target: () => 'Name the service in MINTMARK_AUDIENCE when you start `dev`, or in the audiences of the client.',
  wrong_credentials: () => 'Check the username and the password.',
  wrong_grant_credentials: () => 'Check the username and the password.',
  not_authenticated: () => 'Send the header  Authorization: Bearer ACCESS_TOKEN',
  invalid_token: () => 'Log in or refresh, and send the new access token.',
  insufficient_scope: () => 'Ask for the scope at the login, as in scope=admin; the user must be allowed it.',
  forbidden: ({ contract }) => `${contract} says who may do this.`,
  malformed_body: () => 'Send JSON, and quote it for the shell.',
  malformed_header: ({ contract }) => `Compare the header with ${contract}.`,
  validation_failed: () => 'The member `errors` of the answer names each fault.',
  not_found: ({ contract }) => `${contract} has every path.`,
  conflict: () => 'The answer says what is there already.',
  method_not_allowed: () => 'The header Allow of the answer names the methods of this path.',
  unsupported_media_type: ({ contract }) => `Set the Content-Type that ${contract} gives.`,
  content_too_large: () => 'Send less.',
  too_many_requests: () => 'Wait as long as Retry-After says; or stop `dev` and start it again, which forgets wrong tries.',
  unavailable: () => 'Try again in a second. If that does not help, look above for what the database said.',
  malformed_request: () => 'Use an HTTP library, or curl.',
  headers_too_large: () => 'Send fewer or shorter headers. Cookies of other services on this host are headers too.',
  request_timeout: () => 'Send the whole request at once.',
}

/** The same for reasons that say more than the code. The log has the reason; the answer does not. */
const BY_REASON: Record<string, Mend> = {
  'wrong password': () => `That of the user demo is in ${DEMO_FILE}.`,
  'unknown user': ({ command }) => `\`${command} users list\` has the names.`,
  locked: ({ command }, user) => `After many wrong passwords the right one must wait too: \`${command} users unlock ${user}\`.`,
  disabled: ({ command }, user) => `\`${command} users enable ${user}\` lets the user in.`,
}

/**
 * Returns what to do about a refusal in the log.
 *
 * @returns undefined if the entry is not a refusal.
 */
export function mendOf({ code, reason, user }: LogDetails, place: Place): string | undefined {
  const mend = named(BY_REASON, reason) ?? named(BY_CODE, code)
  return mend?.(place, typeof user === 'string' ? user : 'NAME')
}

const named = (mends: Record<string, Mend>, name: unknown): Mend | undefined =>
  typeof name === 'string' && Object.hasOwn(mends, name) ? mends[name] : undefined

/** Wraps a log so that each refusal in it also says what to do. */
export function withMends(log: Log, place: Place): Log {
  return {
    ...log,
    info: (message, details = {}) =>
      log.info(message, () => {
        const entry = typeof details === 'function' ? details() : details
        return { ...entry, mend: mendOf(entry, place) }
      }),
  }
}
