import type { z } from '@hono/zod-openapi'
import { Refusal } from '../errors.ts'

type Issue = z.core.$ZodIssue

/** For names that the client made up, which the log does not repeat. */
export const UNKNOWN_MEMBER = 'has a member that is not known here'
export const UNKNOWN_PARAMETER = 'is no parameter of this operation'

const MAX_NAMED = 10
const MAX_NAME_LENGTH = 100

/**
 * Creates the refusal of a JSON body or a query that breaks its schema. Of what was sent it repeats only
 * the names of unknown members.
 */
export function validationRefusal(issues: readonly Issue[], sent: unknown): Refusal {
  const errors = issues.map((issue) => ({
    pointer: pointerTo(issue.path),
    // zod leaves the value out. Without it, a member of a wrong type would count as missing.
    detail: sentenceOf({ ...issue, input: memberOf(sent, issue.path) } as Issue),
  }))
  return new Refusal('validation_failed', 'The request is not valid.', { errors })
}

const named = (keys: readonly string[]): string => keys.slice(0, MAX_NAMED).map(shortened).join(', ')
const shortened = (name: string): string => (name.length > MAX_NAME_LENGTH ? `${name.slice(0, MAX_NAME_LENGTH)}…` : name)

/** Builds a JSON Pointer (RFC 6901 §3). */
export const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

const memberOf = (sent: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce((value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step], sent)

/** Says what is wrong, in words that follow the name of the member: `is required`. */
export function sentenceOf(issue: Issue): string {
  if (issue.code === 'invalid_type') return issue.input === undefined ? 'is required' : `must be of type ${issue.expected}`
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.join(', ')}`
  if (issue.code === 'unrecognized_keys') return `${UNKNOWN_MEMBER}: ${named(issue.keys)}`
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}${unitOf(issue)}`
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}${unitOf(issue)}`
  if (issue.code === 'invalid_format') return `must be of the form ${issue.pattern ?? issue.format}`
  return 'is not valid'
}

const UNITS: Record<string, string> = { string: ' characters long', array: ' items long' }

const unitOf = ({ origin }: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string => UNITS[origin] ?? ''

/** Creates the refusal of a header that breaks the schema of the contract. */
export const headerRefusal = (issues: readonly Issue[], shape: 'oauth' | 'problem'): Refusal =>
  new Refusal(shape === 'oauth' ? 'invalid_request' : 'malformed_header', `The header ${String(issues[0]?.path[0])} is malformed.`)

/** Creates the refusal of a form that lacks what its operation needs. */
export const formRefusal = (issues: readonly Issue[]): Refusal => new Refusal('invalid_request', `Missing: ${namesOf(issues)}.`)

const namesOf = (issues: readonly Issue[]): string => issues.map(({ path }) => path.join('.')).join(', ')

/**
 * Creates the refusal of a token request that matches no grant of the contract (RFC 6749 §5.2). Its
 * `grant_type` is missing or unknown, or a parameter that the grant needs is missing.
 */
export function tokenFormRefusal(grantType: string | undefined, issues: readonly Issue[]): Refusal {
  const perGrant = issues.flatMap((issue) => (issue.code === 'invalid_union' ? issue.errors : []))
  // Each grant is a branch of the union. That of the requested grant has nothing against the grant_type.
  const ofGrant = perGrant.find((branch) => !branch.some(({ path }) => path[0] === 'grant_type'))
  if (grantType === undefined && ofGrant === undefined) return new Refusal('invalid_request', 'The parameter grant_type is missing.')
  if (ofGrant === undefined)
    return new Refusal(
      'unsupported_grant_type',
      'There is no such grant here: grant_type is password, refresh_token or client_credentials.',
    )
  if (grantType === undefined)
    return new Refusal('invalid_request', `The parameter grant_type is missing, or for a login: ${namesOf(ofGrant)}.`)
  return formRefusal(ofGrant)
}
