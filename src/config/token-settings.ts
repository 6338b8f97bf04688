import { isAudienceIdentifier } from '../clients/audience-identifier.ts'
import { oneOf, onOff, setting, wholeNumber } from './setting.ts'

const YEAR_SECONDS = 365 * 24 * 60 * 60
const MAX_AUDIENCE_IDENTIFIERS = 20

/**
 * Parses an origin in its one canonical spelling. Verifiers compare `iss` character by character (RFC 8414
 * §3.3, RFC 9068 §4).
 *
 * @returns undefined if it is not an http or https origin in that spelling.
 */
export function parseIssuer(text: string): string | undefined {
  const url = /^https?:\/\//.test(text) ? URL.parse(text) : null
  return url !== null && url.origin === text ? text : undefined
}

/** Parses identifiers with commas or spaces between. Drops repetitions. */
function parseAudience(text: string): string[] | undefined {
  const identifiers = [...new Set(text.split(/[\s,]+/).filter((part) => part !== ''))]
  const isWithin = identifiers.length > 0 && identifiers.length <= MAX_AUDIENCE_IDENTIFIERS
  return isWithin && identifiers.every(isAudienceIdentifier) ? identifiers : undefined
}

/** The settings of the issuer, the audience, the lifetimes, and of who may log in and sign up. */
export const tokenSettings = {
  issuer: setting({
    variable: 'MINTMARK_ISSUER',
    defaultInWords: 'on loopback, the URL it listens on; elsewhere `serve` needs it',
    rule: 'an origin such as `https://auth.example.com`; lower case, no path, no query, no final `/`, no default port',
    example: 'https://auth.example.com',
    flag: '<origin>',
    description: 'the URL by which clients know the service: https, or loopback',
    parse: parseIssuer,
    isNeeded: ({ loopback }) => !loopback,
  }),
  insecureIssuer: setting({
    variable: 'MINTMARK_INSECURE_ISSUER',
    default: 'off',
    ...onOff,
    example: 'on',
    description: 'allows a plain http issuer that is not loopback, for a private network; a warning at each start',
  }),
  audience: setting({
    variable: 'MINTMARK_AUDIENCE',
    defaultInWords: 'none: tokens are for the issuer alone',
    rule: 'up to 20 identifiers, with commas or spaces between: absolute URIs without fragment, or plain names; never the issuer',
    example: 'https://orders.example.com',
    flag: '<identifiers>',
    description: "the services that accept users' tokens",
    parse: parseAudience,
  }),
  signingAlg: setting({
    variable: 'MINTMARK_SIGNING_ALG',
    default: 'ES256',
    ...oneOf(['ES256', 'RS256', 'EdDSA']),
    example: 'ES256',
    description: 'the algorithm of new signing keys',
  }),
  accessTokenTtlSeconds: setting({
    variable: 'MINTMARK_ACCESS_TOKEN_TTL_SECONDS',
    default: '900',
    ...wholeNumber(60, 3600),
    example: '900',
    description: 'how long an access token lives',
  }),
  sessionIdleSeconds: setting({
    variable: 'MINTMARK_SESSION_IDLE_SECONDS',
    default: String(14 * 24 * 60 * 60),
    ...wholeNumber(60, YEAR_SECONDS),
    example: '1209600',
    description: 'how long a session lives without a refresh',
  }),
  sessionMaxSeconds: setting({
    variable: 'MINTMARK_SESSION_MAX_SECONDS',
    default: String(30 * 24 * 60 * 60),
    ...wholeNumber(60, YEAR_SECONDS),
    example: '2592000',
    description: 'how long a session lives in total; not less than the setting above',
  }),
  refreshGraceSeconds: setting({
    variable: 'MINTMARK_REFRESH_GRACE_SECONDS',
    default: '10',
    ...wholeNumber(0, 60),
    example: '10',
    description: 'how long a repeated refresh gets the same answer',
  }),
  defaultClient: setting({
    variable: 'MINTMARK_DEFAULT_CLIENT',
    default: 'on',
    ...onOff,
    example: 'off',
    description: 'whether a request without a client uses the built-in public client `default`',
  }),
  throttle: setting({
    variable: 'MINTMARK_THROTTLE',
    default: 'on',
    ...onOff,
    example: 'on',
    description: 'whether wrong passwords are counted and slowed down; off only on loopback, for load and attack tests',
  }),
  throttleFailures: setting({
    variable: 'MINTMARK_THROTTLE_FAILURES',
    default: '10',
    ...wholeNumber(5, 100),
    example: '10',
    description: 'after how many wrong passwords in a row an account is locked; the same for all replicas',
  }),
  throttleAddressFailures: setting({
    variable: 'MINTMARK_THROTTLE_ADDRESS_FAILURES',
    default: '50',
    ...wholeNumber(10, 1000),
    example: '50',
    description: 'after how many wrong passwords in 10 minutes an address is locked; the same for all replicas',
  }),
  throttleFirstDelaySeconds: setting({
    variable: 'MINTMARK_THROTTLE_FIRST_DELAY_SECONDS',
    default: '30',
    ...wholeNumber(5, 300),
    example: '30',
    description: 'how long an account is locked at first; each further wrong password doubles it; the same for all replicas',
  }),
  registration: setting({
    variable: 'MINTMARK_REGISTRATION',
    default: 'closed',
    devDefault: 'open',
    ...oneOf(['open', 'closed']),
    example: 'open',
    description: 'whether people can sign up by themselves',
  }),
}

/** Returns the limits of the throttle. */
export const throttleLimitsOf = (values: {
  throttleFailures: number
  throttleAddressFailures: number
  throttleFirstDelaySeconds: number
}) => ({
  failures: values.throttleFailures,
  addressFailures: values.throttleAddressFailures,
  firstDelayMs: values.throttleFirstDelaySeconds * 1000,
})
