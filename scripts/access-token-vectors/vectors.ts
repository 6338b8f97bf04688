import { AUD_IS_THE_ISSUER, BAD_AUDIENCE, BAD_ISSUER } from './bad-address.ts'
import { BAD_CLAIMS } from './bad-claims.ts'
import { BAD_FORM } from './bad-form.ts'
import { BAD_HEADER } from './bad-header.ts'
import { BAD_KEY } from './bad-key.ts'
import { BAD_SIGNATURE } from './bad-signature.ts'
import { BAD_TIME } from './bad-time.ts'
import type { Case, Outcome } from './case.ts'
import { GOOD } from './good.ts'
import { createKit, type Json, type Kit, type Parties } from './kit.ts'
import { NO_TOKEN, SEVERAL_TOKENS } from './request.ts'
import { TOO_LITTLE_SCOPE } from './scope.ts'

export interface Vector extends Pick<Case, 'id' | 'name' | 'kind' | 'maker' | 'section'> {
  /** As in the token's header; absent if the header has none. */
  alg?: string
  /** Absent if the request has none. */
  token?: string
  /** Each value of the Authorization header. */
  authorization: string[]
  /** The scope that the route needs, separated by single spaces. */
  scope?: string
  /** The case holds only at that exact second. Skip it if the clock cannot be set. */
  exactClock?: true
  expected: Outcome & { claims?: Json }
}

export interface VectorFile {
  $schema: './access-token.schema.json'
  edition: 2
  issuer: string
  audience: string
  /** The time of every request, in seconds since the epoch. */
  now: number
  clockSkewSeconds: 30
  maxLifetimeSeconds: 3600
  maxTokenBytes: 8192
  jwks: { keys: Json[] }
  /** Keys that the issuer had before. No verifier may use them any more. */
  removedJwks: { keys: Json[] }
  vectors: Vector[]
}

const groups = ({ issuer, audience }: Parties): [Case[], Outcome][] => [
  [GOOD, { status: 200 }],
  [NO_TOKEN, { status: 401 }],
  [
    [
      ...SEVERAL_TOKENS,
      ...BAD_FORM,
      ...BAD_SIGNATURE,
      ...BAD_KEY,
      ...BAD_HEADER,
      ...BAD_TIME,
      ...BAD_ISSUER,
      ...BAD_AUDIENCE,
      ...BAD_CLAIMS,
    ],
    { status: 401, error: 'invalid_token' },
  ],
  [issuer === audience ? [] : AUD_IS_THE_ISSUER, { status: 401, error: 'invalid_token' }],
  [TOO_LITTLE_SCOPE, { status: 403, error: 'insufficient_scope' }],
]

async function vectorOf(kit: Kit, from: Case, outcome: Outcome): Promise<Vector> {
  const { id, name, kind, maker, section, claims, header, by = 'ES256', token, sent = asBearer, needs, exactClock } = from
  const text = await (token === undefined ? kit.signed(claims?.(kit), header?.(kit), by) : token(kit))
  const authorization = sent(text)
  const isSent = authorization.some((value) => value.includes(text))
  const alg = isSent ? algOf(text) : undefined
  return {
    id,
    name,
    kind,
    maker,
    section,
    ...(alg === undefined ? {} : { alg }),
    ...(isSent ? { token: text } : {}),
    authorization,
    ...(needs ? { scope: needs(kit) } : {}),
    ...(exactClock ? { exactClock } : {}),
    expected: { ...outcome, ...(outcome.status === 200 ? { claims: kit.claims(claims?.(kit)) } : {}) },
  }
}

const asBearer = (token: string) => [`Bearer ${token}`]

function algOf(token: string): string | undefined {
  try {
    const { alg } = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())
    return typeof alg === 'string' ? alg : undefined
  } catch {
    return undefined
  }
}

/** Makes the golden vectors for a service of `parties.audience`, at a moment. */
export async function generateVectors(parties: Parties, nowSeconds: number): Promise<VectorFile> {
  const kit = await createKit(parties, nowSeconds)
  const made = groups(parties).flatMap(([cases, outcome]) => cases.map((from) => vectorOf(kit, from, outcome)))
  const { issuer, audience, pairs } = parties
  return {
    $schema: './access-token.schema.json',
    edition: 2,
    issuer,
    audience,
    now: nowSeconds,
    clockSkewSeconds: 30,
    maxLifetimeSeconds: 3600,
    maxTokenBytes: 8192,
    jwks: { keys: Object.values(pairs).map(({ publicJwk }) => publicJwk) },
    removedJwks: { keys: [kit.removed.publicJwk] },
    vectors: await Promise.all(made),
  }
}
