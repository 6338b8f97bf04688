import { compactVerify, decodeJwt, type JWTPayload } from 'jose'
import { jsonObject, parseCompactJws } from '../keys/compact-jws.ts'
import type { System } from '../system.ts'
import { assertionProblem, MAX_CLOCK_SKEW_SECONDS } from './assertion-claims.ts'
import { ASSERTION_ALGS, type AssertionKey } from './assertion-key.ts'
import type { ClientDirectory } from './client-directory.ts'
import { assertionKeysOf } from './client-keys.ts'
import { clientRefused } from './client-refusal.ts'
import type { ClientRecord, ClientStore } from './client-store.ts'

/** The value of `client_assertion_type` (RFC 7523 §2.2). */
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

/**
 * The `typ` of RFC 7519 §5.1, and that of the revision of RFC 7523. Any other marks a token that was made
 * for another purpose.
 */
const TYPES = ['jwt', 'client-authentication+jwt']

export interface ClientAssertions {
  /**
   * Returns the client that signed the assertion. Each `jti` can be used once (RFC 7523 §3).
   *
   * @throws {Refusal} invalid_client if the assertion is not good, or was used before.
   */
  verify(assertion: string): Promise<ClientRecord>
}

type Header = Record<string, unknown>

/**
 * Verifies JWT assertions of clients (`private_key_jwt`, RFC 7523 §3) with the registered keys. Nothing is
 * fetched.
 */
export function createClientAssertions({
  issuer,
  clients,
  store,
  system,
}: {
  issuer: string
  clients: ClientDirectory
  store: ClientStore
  system: System
}): ClientAssertions {
  return {
    async verify(assertion) {
      const jws = parseCompactJws(assertion)
      if (jws.kind === 'malformed') throw clientRefused(`the assertion: ${jws.problem}`)
      const id = assertedClientId(assertion)
      const client = id === undefined ? undefined : await clients.find(id)
      if (client === undefined) throw clientRefused('an assertion of an unknown client, or of none')
      const signed = await claimsSignedBy(client, assertion, jws.header)
      if (signed.kind === 'refused') throw clientRefused(signed.problem, client.id)
      const problem = assertionProblem(signed.claims, client, { issuer, nowSeconds: Math.floor(system.nowMs() / 1000) })
      if (problem !== undefined) throw clientRefused(problem, client.id)
      const { jti, exp } = signed.claims as { jti: string; exp: number }
      // The store takes a `jti` once, and keeps it until the assertion would be refused anyway.
      const expiresAtMs = Math.ceil((exp + MAX_CLOCK_SKEW_SECONDS) * 1000)
      if (!(await store.rememberAssertion({ clientId: client.id, jti, expiresAtMs })))
        throw clientRefused('the assertion was used before', client.id)
      return client
    },
  }
}

type SignedClaims = { kind: 'signed'; claims: JWTPayload } | { kind: 'refused'; problem: string }

const refused = (problem: string): SignedClaims => ({ kind: 'refused', problem })

/**
 * Returns the claims if one of the keys of the client has signed them. Otherwise it returns why they are
 * refused, for the log.
 */
async function claimsSignedBy({ jwks }: ClientRecord, assertion: string, { typ, alg, kid }: Header): Promise<SignedClaims> {
  if (typ !== undefined && !(typeof typ === 'string' && TYPES.includes(typ.toLowerCase().replace(/^application\//, ''))))
    return refused('typ of the assertion is that of another kind of token')
  if (kid !== undefined && typeof kid !== 'string') return refused('kid of the assertion is not text')
  if (!ASSERTION_ALGS.some((one) => one === alg)) return refused(`alg of the assertion is not one of ${ASSERTION_ALGS.join(', ')}`)
  const ofAlg = (jwks === null ? [] : assertionKeysOf(jwks)).filter(({ algs }) => algs.includes(alg as string))
  if (ofAlg.length === 0) return refused('no registered key of the client is for the alg of the assertion')
  // On both sides `kid` is a hint (RFC 7515 §4.1.4, RFC 7517 §4.5). A key without one is tried with every
  // assertion.
  const meant = ofAlg.filter((key) => kid === undefined || key.kid === undefined || key.kid === kid)
  if (meant.length === 0) return refused('no registered key of the client has the kid of the assertion')
  for (const key of meant) {
    const claims = await claimsSignedWith(key, alg as string, assertion)
    if (claims !== undefined) return { kind: 'signed', claims }
  }
  return refused('the signature of the assertion is not good')
}

async function claimsSignedWith(key: AssertionKey, alg: string, assertion: string): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await compactVerify(assertion, await key.import(alg), { algorithms: [alg] })
    return jsonObject(payload)
  } catch {
    return undefined
  }
}

/**
 * Returns the client that an assertion claims to be of, before it is verified.
 *
 * @returns undefined if it names none.
 */
export function assertedClientId(assertion: string): string | undefined {
  try {
    const { iss } = decodeJwt(assertion)
    return typeof iss === 'string' ? iss : undefined
  } catch {
    return undefined
  }
}
