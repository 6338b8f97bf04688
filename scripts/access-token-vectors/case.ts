import type { Alg, Json, Kit } from './kit.ts'

/** A request, as data; what is absent is as in a good one. */
export interface Case {
  name: string
  /** What asks for it. */
  section: string
  claims?: (kit: Kit) => Json
  header?: (kit: Kit) => Json
  /** Which key signs. */
  by?: Alg
  /** In place of `claims`, `header` and `by`. */
  token?: (kit: Kit) => Promise<string> | string
  /** The values of the Authorization header. */
  sent?: (token: string) => string[]
  /** What the route needs. */
  needs?: (kit: Kit) => string
  /** Its outcome hangs on the very second. */
  exactClock?: true
}

export interface Outcome {
  status: 200 | 401 | 403
  /** In the challenge (RFC 6750 §3.1); absent where there must be none. */
  error?: 'invalid_token' | 'insufficient_scope'
}
