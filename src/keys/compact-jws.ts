import { decodeProtectedHeader } from 'jose'

/** A JWS in three parts; other forms (JWE, JSON, nested) are not accepted. */
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/
/**
 * Header members that would change what is signed or what must be understood (RFC 7515 §4.1.11, RFC 7797, RFC
 * 7516).
 */
const REFUSED_MEMBERS = ['crit', 'b64', 'zip', 'enc']

export type UnverifiedHeader = { kind: 'header'; header: Record<string, unknown> } | { kind: 'malformed'; problem: string }

const malformed = (problem: string): UnverifiedHeader => ({ kind: 'malformed', problem })

/** Returns the header of a token, unverified. If such a token is never accepted, it says why, for the log. */
export function unverifiedHeader(token: string): UnverifiedHeader {
  if (!COMPACT_JWS.test(token)) return malformed('not a compact JWS')
  const header = decoded(token)
  if (header === undefined) return malformed('the header is malformed')
  if (REFUSED_MEMBERS.some((member) => Object.hasOwn(header, member))) return malformed('the header has a member that is refused')
  return { kind: 'header', header }
}

function decoded(token: string): Record<string, unknown> | undefined {
  try {
    return decodeProtectedHeader(token)
  } catch {
    return undefined
  }
}

/** Returns the claims (RFC 7519 §7.2); undefined if the payload is not a JSON object. */
export function claimsOfPayload(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
