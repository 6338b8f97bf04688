import type { Alg, Json, Kit } from './kit.ts'

/** What is special about a case. */
export type Kind =
  | 'request'
  | 'form'
  | 'signature'
  | 'algorithm'
  | 'key'
  | 'header'
  | 'type'
  | 'time'
  | 'issuer'
  | 'audience'
  | 'claims'
  | 'scope'

/**
 * Who can make such a request.
 *
 * - `anyone`: it needs no private key, at most a token that was seen.
 * - `mintmark`: Mintmark makes such tokens, for this service, for another one or earlier, or a later version
 *   may.
 * - `broken-issuer`: it needs the issuer's private key, and Mintmark never signs it.
 */
export type Maker = 'anyone' | 'mintmark' | 'broken-issuer'

/** A request, as data. What is absent is as in a good one. */
export interface Case {
  /** Never changes, and is never used for another case. */
  id: string
  name: string
  kind: Kind
  maker: Maker
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
  /** Its outcome depends on the very second. */
  exactClock?: true
}

export interface Outcome {
  status: 200 | 401 | 403
  /** In the challenge (RFC 6750 §3.1); absent if there must be none. */
  error?: 'invalid_token' | 'insufficient_scope'
}

/** What several cases have in common. */
export type Shared = Pick<Case, 'section' | 'kind' | 'maker'>

type Row = [id: string, name: string, changed: Json | ((kit: Kit) => Json)]

const changedBy = (changed: Row[2]) => (typeof changed === 'function' ? changed : () => changed)

/** Cases that change the claims of a good token, and sign it as it should be. */
export const withClaims = (shared: Shared, ...rows: Row[]): Case[] =>
  rows.map(([id, name, changed]) => ({ id, name, ...shared, claims: changedBy(changed) }))

/** Cases that change its header, and sign it as it should be. */
export const withHeader = (shared: Shared, ...rows: Row[]): Case[] =>
  rows.map(([id, name, changed]) => ({ id, name, ...shared, header: changedBy(changed) }))

/** Cases whose token is made by hand. */
export const withToken = (shared: Shared, ...rows: [id: string, name: string, token: NonNullable<Case['token']>][]): Case[] =>
  rows.map(([id, name, token]) => ({ id, name, ...shared, token }))

/** Cases that carry a good token in an odd way. */
export const sentAs = (shared: Shared, ...rows: [id: string, name: string, sent: NonNullable<Case['sent']>][]): Case[] =>
  rows.map(([id, name, sent]) => ({ id, name, ...shared, sent }))
