import { decodeProtectedHeader } from 'jose'

/** A JWS of three parts; any other form (JWE, JSON, nested) is not taken. */
const COMPACT_JWS = /^[\w-]+\.[\w-]+\.[\w-]+$/
/** Header members that would change what is signed or what must be understood (RFC 7515 §4.1.11, RFC 7797, RFC 7516). */
const REFUSED_MEMBERS = ['crit', 'b64', 'zip', 'enc']

/** The header of a token, of which nothing is verified yet; or why no such token is taken, for the log. */
export function unverifiedHeader(token: string): { header: Record<string, unknown> } | { problem: string } {
  if (!COMPACT_JWS.test(token)) return { problem: 'not a compact JWS' }
  const header = decoded(token)
  if (header === undefined) return { problem: 'the header is malformed' }
  return REFUSED_MEMBERS.some((member) => member in header) ? { problem: 'the header has a member that is refused' } : { header }
}

function decoded(token: string): Record<string, unknown> | undefined {
  try {
    return decodeProtectedHeader(token)
  } catch {
    return undefined
  }
}

/** The claims (RFC 7519 §7.2); undefined where the payload is no JSON object. */
export function claimsOfPayload(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}
