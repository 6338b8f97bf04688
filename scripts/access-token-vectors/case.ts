import type { Alg, Json, Kit } from './kit.ts'

/** The part of the request in which a case differs from a good one. */
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
 * - `anyone`: it needs no private key, at most a token that somebody has seen.
 * - `mintmark`: Mintmark makes such tokens, for this service or another one. An earlier or later version
 *   counts too.
 * - `broken-issuer`: it needs the issuer's private key, and Mintmark never signs it.
 */
export type Maker = 'anyone' | 'mintmark' | 'broken-issuer'

/** A request, as data. An absent member is as in a good request. */
export interface Case {
  /** Never changes, and is never used for another case. */
  id: string
  name: string
  kind: Kind
  maker: Maker
  /** The document that demands the outcome, such as `RFC 7519 §4.1.4`. */
  section: string
  claims?: (kit: Kit) => Json
  header?: (kit: Kit) => Json
  /** The algorithm of the key that signs. */
  by?: Alg
  /** Replaces `claims`, `header` and `by`. */
  token?: (kit: Kit) => Promise<string> | string
  /** The values of the Authorization header. */
  sent?: (token: string) => string[]
  /** The scope that the route needs. */
  needs?: (kit: Kit) => string
  /** The outcome depends on the exact second. */
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

/** Makes cases that change the claims of a good token, and sign it correctly. */
export const withClaims = (shared: Shared, ...rows: Row[]): Case[] =>
  rows.map(([id, name, changed]) => ({ id, name, ...shared, claims: changedBy(changed) }))

/** Makes cases that change the header of a good token, and sign it correctly. */
export const withHeader = (shared: Shared, ...rows: Row[]): Case[] =>
  rows.map(([id, name, changed]) => ({ id, name, ...shared, header: changedBy(changed) }))

/** Makes cases whose token is made by hand. */
export const withToken = (shared: Shared, ...rows: [id: string, name: string, token: NonNullable<Case['token']>][]): Case[] =>
  rows.map(([id, name, token]) => ({ id, name, ...shared, token }))

/** Makes cases that send a good token in a wrong or unusual way. */
export const sentAs = (shared: Shared, ...rows: [id: string, name: string, sent: NonNullable<Case['sent']>][]): Case[] =>
  rows.map(([id, name, sent]) => ({ id, name, ...shared, sent }))
