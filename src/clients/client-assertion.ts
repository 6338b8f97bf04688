import { compactVerify, createLocalJWKSet, decodeJwt, errors, type JWTPayload } from 'jose'
import { claimsOfPayload, unverifiedHeader } from '../keys/compact-jws.ts'
import type { System } from '../system.ts'
import { clientRefused } from './client-authentication.ts'
import type { ClientDirectory } from './client-directory.ts'
import type { ClientRecord, ClientStore } from './client-store.ts'

/** Asymmetric only; which of them a key may be used with is the key's own matter. */
export const ASSERTION_ALGS = ['ES256', 'ES384', 'EdDSA', 'RS256', 'PS256']
/** The value of `client_assertion_type` (RFC 7523 §2.2). */
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

const MAX_LIFETIME_SECONDS = 300
const CLOCK_SKEW_SECONDS = 30
const MAX_JTI_LENGTH = 255

export interface ClientAssertions {
  /** The client that signed it. Throws `invalid_client` for any that is not good, or was used before. */
  verify(assertion: string): Promise<ClientRecord>
}

/** JWT assertions of clients (`private_key_jwt`, RFC 7523 §3), signed with keys that were registered; nothing is fetched. */
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
      const unverified = unverifiedHeader(assertion)
      if ('problem' in unverified) throw clientRefused(`the assertion: ${unverified.problem}`)
      const id = assertedClientId(assertion)
      const client = id === undefined ? undefined : await clients.find(id)
      if (client === undefined) throw clientRefused('an assertion of an unknown client, or of none')
      const claims = await claimsSignedBy(client, assertion)
      if (claims === undefined) throw clientRefused('the signature of the assertion is not good', client.id)
      const problem = assertionProblem(claims, { clientId: client.id, issuer, nowSeconds: Math.floor(system.nowMs() / 1000) })
      if (problem !== undefined) throw clientRefused(problem, client.id)
      const { jti, exp } = claims as { jti: string; exp: number }
      const isFirst = await store.rememberAssertion({ clientId: client.id, jti, expiresAtMs: (exp + CLOCK_SKEW_SECONDS) * 1000 })
      if (!isFirst) throw clientRefused('the assertion was used before', client.id)
      return client
    },
  }
}

/** Undefined where none of its keys has signed them. */
async function claimsSignedBy({ jwks }: ClientRecord, assertion: string): Promise<JWTPayload | undefined> {
  const options = { algorithms: ASSERTION_ALGS }
  const orNothing = () => undefined
  const verified = await compactVerify(assertion, createLocalJWKSet(jwks ?? { keys: [] }), options).catch(async (error: unknown) => {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) return undefined
    // RFC 7515 §4.1.4: kid is optional. While a key is exchanged for another there are two.
    for await (const key of error) {
      const byThis = await compactVerify(assertion, key, options).catch(orNothing)
      if (byThis !== undefined) return byThis
    }
    return undefined
  })
  return verified && claimsOfPayload(verified.payload)
}

/** What is wrong with the claims of an assertion (RFC 7523 §3), for the log; undefined where nothing is. */
function assertionProblem(
  { iss, sub, aud, exp, iat, nbf, jti }: JWTPayload,
  { clientId, issuer, nowSeconds }: { clientId: string; issuer: string; nowSeconds: number },
): string | undefined {
  const isTime = (value: unknown): value is number => Number.isSafeInteger(value)
  if (iss !== clientId || sub !== clientId) return 'iss or sub of the assertion is not the client'
  // Exactly the issuer, so that what was made for another server cannot be used here.
  if (!(aud === issuer || (Array.isArray(aud) && aud.length === 1 && aud[0] === issuer)))
    return 'aud of the assertion is not the issuer alone'
  if (!isTime(exp) || exp + CLOCK_SKEW_SECONDS <= nowSeconds) return 'the assertion has expired'
  if (exp > nowSeconds + MAX_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS) return 'the assertion lives too long'
  for (const time of [iat, nbf]) {
    if (time !== undefined && (!isTime(time) || time > nowSeconds + CLOCK_SKEW_SECONDS))
      return 'iat or nbf of the assertion is in the future'
  }
  return isJti(jti) ? undefined : 'jti of the assertion is missing or malformed'
}

/** Of a length, and of characters, that a database can keep. */
const isJti = (jti: unknown): jti is string =>
  typeof jti === 'string' && jti !== '' && jti.length <= MAX_JTI_LENGTH && jti.isWellFormed() && !jti.includes('\0')

/** Whom an assertion claims to be of, unverified; undefined where it claims nobody. */
export function assertedClientId(assertion: string): string | undefined {
  try {
    const { iss } = decodeJwt(assertion)
    return typeof iss === 'string' ? iss : undefined
  } catch {
    return undefined
  }
}
