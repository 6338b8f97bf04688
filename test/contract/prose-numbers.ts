/**
 * What the numbers in the prose of the contract must be: each is computed from the rule that it describes.
 *
 * @module
 */
import { ONE_TIME_SECRET_HOURS } from '../../src/accounts/one-time-secret.ts'
import { presentedPasswordProblem } from '../../src/accounts/password.ts'
import { isUserId, USER_ID_PREFIX } from '../../src/accounts/user.ts'
import { usernameProblem } from '../../src/accounts/username.ts'
import { DEFAULT_ASSERTION_MAX_SECONDS } from '../../src/clients/assertion-claims.ts'
import { ASSERTION_ALGS, WEAK_RSA } from '../../src/clients/assertion-key.ts'
import { isClientId } from '../../src/clients/client.ts'
import { PREVIOUS_SECRET_SECONDS } from '../../src/clients/client-administration.ts'
import { givenSecretProblem } from '../../src/clients/client-secret.ts'
import { secretSettings } from '../../src/config/secret-settings.ts'
import { type ErrorCode, Refusal } from '../../src/errors.ts'
import { errorAnswer } from '../../src/http/error-response.ts'
import { MAX_BODY_BYTES } from '../../src/http/request/body.ts'
import { parseIpAddress } from '../../src/http/request/caller.ts'
import { SERVER_LIMITS } from '../../src/http/server/limited-server.ts'
import { PUBLIC_CACHE } from '../../src/http/server/named-response.ts'
import { PUBLISH_AHEAD_MS } from '../../src/keys/key-lifecycle.ts'
import { DELETE_AFTER_MS } from '../../src/keys/key-set-plan.ts'
import { shownValue } from '../../src/oauth/shown-value.ts'
import { IDEMPOTENT_FOR_MS } from '../../src/sessions/rotation.ts'
import type { Said } from './prose.ts'

const HOUR_MS = 3_600_000
const DAY_SECONDS = 86_400

/** Returns the least and the greatest length that a rule accepts. */
function lengths(accepts: (text: string) => boolean, longest = 5000): [least: string, greatest: string] {
  const accepted = Array.from({ length: longest }, (_, length) => length).filter((length) => accepts('a'.repeat(length)))
  return [String(accepted[0]), String(accepted.at(-1))]
}

const statusOf = (code: ErrorCode): string => String(errorAnswer(new Refusal(code, '')).status)
const kib = (bytes: number): string => `${bytes / 1024} KiB`
/** Writes a whole number as prose does: `one day`, not `1 days`. */
const inWords = (count: number, unit: string): string => {
  const word = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'][count] ?? String(count)
  return `${word} ${unit}${count === 1 ? '' : 's'}`
}
const inDays = (seconds: number): string => inWords(seconds / DAY_SECONDS, 'day')

const NAME = lengths((text) => usernameProblem(text) === undefined)
const PASSWORD = lengths((text) => presentedPasswordProblem(text) === undefined)[1]
const NEW_PASSWORD = [String(secretSettings.passwordMinLength.default), `${PASSWORD} code points`]
const CLIENT_ID = lengths(isClientId)
const SECRET = lengths((text) => givenSecretProblem(text) === undefined)
const USER_ID = `${lengths((text) => isUserId(USER_ID_PREFIX + text))[0]} characters`
const ONE_TIME_SECRET = `${Buffer.alloc(32).toString('base64url').length} characters`
const FIVE_MINUTES = inWords(Number(PUBLIC_CACHE['cache-control'].split('=')[1]) / 60, 'minute')
const BODY = kib(MAX_BODY_BYTES)
const HEADERS = kib(SERVER_LIMITS.maxHeaderSize)

const OF_ANY_REQUEST = (
  ['not_found', 'method_not_allowed', 'request_timeout', 'content_too_large', 'headers_too_large', 'malformed_request'] as const
).map(statusOf)
/** By what an IPv6 address is counted. */
const IPV6_KEY = parseIpAddress('2001:db8::1')!.key.split('/')
/** RFC 9112 is of this version, and RFC 3629 names this encoding. */
const [HTTP, UTF] = ['HTTP/1.1', 'UTF-8']
const OPENAPI = '3.1'

export const NUMBERS: Said = {
  info: [...OF_ANY_REQUEST, ...describedStatuses(), HTTP, statusOf('validation_failed'), '204', statusOf('method_not_allowed')],
  'paths//admin/users/post': [statusOf('conflict')],
  'paths//admin/users/{user_id}/one-time-secret/post': [inDays(ONE_TIME_SECRET_HOURS * 3600)],
  // Of three secrets the oldest goes, so the second rotation ends what was before the first.
  'paths//admin/clients/{client_id}/secret/post': ['two'],
  'paths//admin/keys/rotate/post': [`${PUBLISH_AHEAD_MS / HOUR_MS} hours`],
  'paths//openapi.json/get': [OPENAPI],
  'paths//openapi.yaml/get': [OPENAPI],
  'components/securitySchemes/bearer': [statusOf('forbidden')],
  'components/parameters/IdempotencyKey': [`${IDEMPOTENT_FOR_MS / HOUR_MS} hours`],
  'components/headers/PublicCache': [FIVE_MINUTES],
  'components/responses/CredentialsRefused': [statusOf('invalid_grant')],
  'components/responses/MalformedJson': [UTF],
  'components/responses/MalformedRequest': [HTTP],
  'components/responses/ContentTooLarge': [BODY],
  'components/responses/HeadersTooLarge': [HEADERS],
  'components/schemas/PasswordGrant/properties/username': [NAME[0], `${NAME[1]} code points`],
  'components/schemas/PasswordGrant/properties/password': [`${PASSWORD} code points`],
  'components/schemas/LoginRequest/properties/username': [NAME[0], `${NAME[1]} code points`],
  'components/schemas/LoginRequest/properties/password': [`${PASSWORD} code points`],
  'components/schemas/PasswordChange/properties/new_password': NEW_PASSWORD,
  'components/schemas/Registration/properties/username': [NAME[0], `${NAME[1]} code points`, USER_ID, 'Two'],
  'components/schemas/Registration/properties/password': NEW_PASSWORD,
  'components/schemas/PasswordReset/properties/username': [NAME[0], `${NAME[1]} code points`],
  'components/schemas/PasswordReset/properties/one_time_secret': [ONE_TIME_SECRET],
  'components/schemas/NewUser/properties/username': [NAME[0], `${NAME[1]} code points`, USER_ID, 'Two'],
  'components/schemas/OneTimeSecretIssue/properties/valid_hours': [inDays(ONE_TIME_SECRET_HOURS * 3600)],
  'components/schemas/ClientKeySet': [...keyKinds()],
  'components/schemas/AssertionMaxSeconds': [String(DEFAULT_ASSERTION_MAX_SECONDS)],
  'components/schemas/NewClient/properties/id': CLIENT_ID,
  'components/schemas/NewClient/properties/secret': [SECRET[0], `${SECRET[1]} characters`],
  'components/schemas/SecretRotation/properties/expire_previous_seconds': [inDays(PREVIOUS_SECRET_SECONDS)],
  'components/schemas/SigningKey/properties/state': [inDays(DELETE_AFTER_MS / 1000)],
  'components/schemas/ThrottledAddress/properties/address': ['IPv4', `/${IPV6_KEY[1]}`, 'IPv6'],
  'components/schemas/Event/properties/count': ['1'],
  'components/schemas/OpenapiDocument': [OPENAPI],
  'components/schemas/OpenapiText': [OPENAPI],
  'components/schemas/OAuthError/properties/error_description': [`${shownValue('a'.repeat(5000)).length} characters`],
}

/** The list of `info` names each status again, with its size. */
function describedStatuses(): string[] {
  const sizes: Record<string, string> = { [statusOf('content_too_large')]: BODY, [statusOf('headers_too_large')]: HEADERS }
  return OF_ANY_REQUEST.flatMap((status) => (status in sizes ? [status, sizes[status]!] : [status]))
}

/** The algorithms of assertions, each after the curve or the size of its keys. */
function keyKinds(): string[] {
  const [es256, es384, , ed25519, ...rsa] = ASSERTION_ALGS
  const bits = /\d+ bit/.exec(WEAK_RSA)?.[0] ?? ''
  return ['P-256', es256, 'P-384', es384, 'Ed25519', ed25519, bits, ...rsa]
}
