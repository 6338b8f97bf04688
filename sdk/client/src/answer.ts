import { OPERATIONS } from './generated/operations.ts'
import type { Undeclared } from './result.ts'
import type { Received } from './send.ts'

/** An answer whose status the operation declares; what its body is then, the contract says. */
interface DeclaredAnswer {
  status: number
  body: unknown
  headers: Headers
}

export type Answer = DeclaredAnswer | Undeclared

/** What an answer to `operation`, such as `GET /me`, says. */
export function answerOf(operation: string, { response, text }: Received): Answer {
  const { status: code, headers } = response
  const { body, wellFormed } = parse(text, headers.get('content-type') ?? '')
  const declared = OPERATIONS[operation]?.statuses.includes(code) === true && (code < 400 || isRefusal(operation, code, body))
  return declared && wellFormed ? { status: code, body, headers } : { status: 'undeclared', code, body, headers }
}

/**
 * Whether a refusal is one of the service: each says why. What stands between may refuse too, with an empty 401 or a body of its own, and that says nothing of a
 * session or of a client. At the token endpoints it has an `error` (RFC 6749 §5.2).
 */
function isRefusal(operation: string, code: number, body: unknown): boolean {
  const { detail, error } = (body ?? {}) as Record<string, unknown>
  const ofOauth = OPERATIONS[operation]?.form === true && code < 403
  return typeof detail === 'string' && (!ofOauth || typeof error === 'string')
}

/** JSON, the YAML of the contract, or nothing is what the service answers. Anything else is not its answer, whatever the status. */
function parse(text: string, mediaType: string): { body: unknown; wellFormed: boolean } {
  if (text === '') return { body: undefined, wellFormed: true }
  if (!/^application\/(problem\+)?json\b/i.test(mediaType)) return { body: text, wellFormed: /^application\/yaml\b/i.test(mediaType) }
  try {
    return { body: JSON.parse(text), wellFormed: true }
  } catch {
    return { body: text, wellFormed: false }
  }
}
