/** A JWS in three parts (RFC 7515 §7.1), decoded but not verified. */
export interface CompactJws {
  kind: 'jws'
  header: Record<string, unknown>
  payload: Buffer
  /** What is signed: header and payload as they stand in the token. */
  signingInput: string
  signature: Buffer
}

/**
 * Header members that would change what is signed or what must be understood (RFC 7515 §4.1.11,
 * RFC 7797, RFC 7516).
 */
const REFUSED_MEMBERS = ['crit', 'b64', 'zip', 'enc']
/** Refuses malformed UTF-8 (RFC 7515 §5.2, RFC 7519 §7.2). It decodes whole texts, so it keeps no state. */
const UTF8 = new TextDecoder('utf-8', { fatal: true })

const malformed = (problem: string) => ({ kind: 'malformed', problem }) as const

/**
 * Reads a token without verifying it; other forms (JWE, JSON, nested) are not accepted. If such a token is
 * never accepted, it says why, for the log.
 */
export function parseCompactJws(token: string): CompactJws | ReturnType<typeof malformed> {
  const parts = token.split('.', 4)
  if (parts.length !== 3) return malformed('not a compact JWS')
  const [header, payload, signature] = parts.map(decoded)
  if (header === undefined || payload === undefined || signature === undefined) return malformed('a part is not canonical base64url')
  const members = jsonObject(header)
  if (members === undefined) return malformed('the header is malformed')
  if (REFUSED_MEMBERS.some((member) => Object.hasOwn(members, member))) return malformed('the header has a member that is refused')
  return { kind: 'jws', header: members, payload, signingInput: token.slice(0, token.lastIndexOf('.')), signature }
}

/** Returns the object that the bytes are JSON of (RFC 7519 §7.2); undefined if they are not JSON of one. */
export function jsonObject(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(UTF8.decode(bytes))
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/**
 * Accepts only the spelling that an encoder writes: no padding, blank or set unused bit (RFC 7515 §2,
 * RFC 4648 §3.5). So a token has one spelling.
 */
function decoded(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url')
  return part !== '' && bytes.toString('base64url') === part ? bytes : undefined
}
