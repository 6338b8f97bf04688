import { AUD_IS_THE_ISSUER, BAD_CLAIMS } from './bad-claims.ts'
import { BAD_FORM, NO_TOKEN, TOO_LITTLE_SCOPE } from './bad-form.ts'
import { BAD_HEADER } from './bad-header.ts'
import type { Case, Outcome } from './case.ts'
import { GOOD } from './good.ts'
import { createKit, type Json, type Kit, makePair, type Parties } from './kit.ts'

export interface Vector {
  name: string
  section: string
  /** The time of the request, in seconds since the epoch. */
  now: number
  /** It holds at that very second alone: leave it out where the clock cannot be set. */
  exactClock?: true
  /** Each value of the Authorization header. */
  authorization: string[]
  /** What the route needs, with single spaces between. */
  scope?: string
  expected: Outcome & { claims?: Json }
}

export interface VectorFile {
  issuer: string
  audience: string
  clockSkewSeconds: 30
  maxLifetimeSeconds: 3600
  maxTokenBytes: 8192
  jwks: { keys: Json[] }
  vectors: Vector[]
}

/** The key that a token brings along is the one that signed it. */
const BRINGS_JWK: Case = {
  name: 'it brings its key along: jwk',
  section: 'RFC 8725 §3.10',
  async token(kit) {
    const own = await makePair('ES256')
    const attacker = await createKit({ ...kit, pairs: { ...kit.pairs, ES256: own } }, kit.nowSeconds)
    return attacker.signed({}, { jwk: own.publicJwk })
  },
}

const groups = ({ issuer, audience }: Parties): [Case[], Outcome][] => [
  [GOOD, { status: 200 }],
  [NO_TOKEN, { status: 401 }],
  [
    [...BAD_FORM, ...BAD_HEADER, BRINGS_JWK, ...BAD_CLAIMS, ...(issuer === audience ? [] : AUD_IS_THE_ISSUER)],
    { status: 401, error: 'invalid_token' },
  ],
  [TOO_LITTLE_SCOPE, { status: 403, error: 'insufficient_scope' }],
]

async function vectorOf(kit: Kit, from: Case, outcome: Outcome): Promise<Vector> {
  const { name, section, claims, header, by = 'ES256', token, sent = (token: string) => [`Bearer ${token}`], needs, exactClock } = from
  const text = await (token === undefined ? kit.signed(claims?.(kit), header?.(kit), by) : token(kit))
  return {
    name,
    section,
    now: kit.nowSeconds,
    ...(exactClock ? { exactClock } : {}),
    authorization: sent(text),
    ...(needs ? { scope: needs(kit) } : {}),
    expected: { ...outcome, ...(outcome.status === 200 ? { claims: kit.claims(claims?.(kit)) } : {}) },
  }
}

/** The golden vectors for a service of `parties.audience`, at a moment. */
export async function generateVectors(parties: Parties, nowSeconds: number): Promise<VectorFile> {
  const kit = await createKit(parties, nowSeconds)
  const made = groups(parties).flatMap(([cases, outcome]) => cases.map((from) => vectorOf(kit, from, outcome)))
  const { issuer, audience, pairs } = parties
  const keys = Object.values(pairs).map(({ publicJwk }) => publicJwk)
  const limits = { clockSkewSeconds: 30, maxLifetimeSeconds: 3600, maxTokenBytes: 8192 } as const
  return { issuer, audience, ...limits, jwks: { keys }, vectors: await Promise.all(made) }
}
