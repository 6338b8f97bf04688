// Which keys of a set the verifier uses: by algorithm, under either of its names, and by use.
import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createKit, makePairs } from '../../scripts/access-token-vectors/kit.ts'
import { createVerifier } from '../../sdk/verify/src/index.ts'

const ISSUER = 'https://auth.example.com'
const AUDIENCE = 'https://orders.example.com'
const NOW_SECONDS = Date.UTC(2026, 0, 1) / 1000
const PAIRS = await makePairs()
const kit = await createKit({ issuer: ISSUER, audience: AUDIENCE, scope: 'a', clientId: 'shop', pairs: PAIRS }, NOW_SECONDS)

/** Returns the status that a service gives a token if these are the issuer's keys. */
async function statusOf(keys: unknown[], token: string): Promise<number> {
  const verifier = createVerifier({
    issuer: ISSUER,
    audience: AUDIENCE,
    jwksUri: `${ISSUER}/keys`,
    nowMs: () => NOW_SECONDS * 1000,
    fetch: async () => Response.json({ keys }),
  })
  const verdict = await verifier.verify(`Bearer ${token}`)
  return 'claims' in verdict ? 200 : verdict.refusal.status
}

describe('EdDSA and Ed25519 name one algorithm, for keys and tokens (RFC 9864)', () => {
  test.each(['EdDSA', 'Ed25519'])('a key under %s verifies tokens under both names', async (alg) => {
    const keys = [{ ...PAIRS.EdDSA.publicJwk, alg }]
    for (const name of ['EdDSA', 'Ed25519']) expect(await statusOf(keys, await kit.signed({}, { alg: name }, 'EdDSA')), name).toBe(200)
    for (const name of ['Ed448', 'ed25519', 'ES256', 'none']) {
      expect(await statusOf(keys, await kit.signed({}, { alg: name }, 'EdDSA')), name).toBe(401)
    }
  })

  test.each([
    ['Ed448 by its curve', generateKeyPairSync('ed448').publicKey.export({ format: 'jwk' })],
    ['a key of the curve P-256', PAIRS.ES256.publicJwk],
  ])('%s is skipped under either name', async (_, jwk) => {
    for (const alg of ['EdDSA', 'Ed25519']) {
      const keys = [PAIRS.ES256.publicJwk, { ...jwk, kid: 'other', alg, use: 'sig' }]
      expect(await statusOf(keys, await kit.signed({}, { kid: 'other', alg }, 'EdDSA')), alg).toBe(401)
    }
  })
})

describe('key_ops says what a key is for (RFC 7517 §4.3)', () => {
  test.each([
    [['verify'], 200],
    [['sign', 'verify'], 200],
    [['encrypt'], 401],
    [[], 401],
    ['verify', 401],
  ])('key_ops %j: %i', async (key_ops, status) => {
    const keys = [{ ...PAIRS.ES256.publicJwk, key_ops }, PAIRS.RS256.publicJwk]
    expect(await statusOf(keys, await kit.signed())).toBe(status)
  })
})
