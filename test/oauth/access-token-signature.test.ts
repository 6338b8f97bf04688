// Mintmark signs and verifies access tokens by node:crypto. Here jose does the same, and both must agree
// (RFC 7515, RFC 7518, RFC 8037).
import { sign } from 'node:crypto'
import fc from 'fast-check'
import { compactVerify, SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import type { SigningPair } from '../../scripts/access-token-vectors/kit.ts'
import { generateVectors } from '../../scripts/access-token-vectors/vectors.ts'
import { publicKeyOf } from '../../src/keys/jws-signature.ts'
import { verifySignature } from '../../src/oauth/access-token-signature.ts'
import { generatedToken, members } from '../support/generated-tokens.ts'
import { ALGS, claimsByJose, createReferenceKeys, type ReferenceKey, type ReferenceKeys, ringOf, TYP } from '../support/jose-reference.ts'

const RUNS = 10_000

let keys: ReferenceKeys
beforeAll(async () => {
  keys = await createReferenceKeys()
})

async function claimsByMintmark(token: string) {
  const signed = await verifySignature(token, ringOf(keys))
  return signed.kind === 'signed' ? signed.claims : undefined
}

/** Signs any bytes, synchronously. What it returns is judged by both sides. */
function signedBy({ alg, privateKey }: ReferenceKey, header: Uint8Array, payload: Uint8Array): string {
  const input = [header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.')
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const
  return `${input}.${sign(alg === 'EdDSA' ? null : 'sha256', Buffer.from(input), key).toString('base64url')}`
}

describe('verifying', () => {
  test('10,000 generated tokens get the verdict and the claims of jose (J 2, J 3, J 4, J 5)', async () => {
    const accepted = Object.fromEntries(ALGS.map((alg) => [alg, 0]))
    let respelled = 0
    await fc.assert(
      fc.asyncProperty(generatedToken, async ({ signedBy: alg, header, payload, changed }) => {
        const original = signedBy(keys[alg], header, payload)
        const token = changed(original)
        const claims = await claimsByMintmark(token)
        expect(claims).toEqual(await claimsByJose(token, keys))
        if (claims === undefined) return
        accepted[alg]! += 1
        respelled += Number(token !== original)
      }),
      { numRuns: RUNS },
    )
    for (const alg of ALGS) expect(accepted[alg], alg).toBeGreaterThan(RUNS / 15)
    expect(respelled).toBe(0)
  })

  test('every golden vector gets the verdict and the claims of jose (J 2, J 3, J 4, J 5)', async () => {
    const pairOf = ({ jose, ...key }: ReferenceKey): SigningPair => ({ ...key, privateKey: jose.privateKey })
    const pairs = { ES256: pairOf(keys.ES256), RS256: pairOf(keys.RS256), EdDSA: pairOf(keys.EdDSA) }
    const parties = {
      issuer: 'https://auth.example.com',
      audience: 'https://orders.example.com',
      scope: 'data:read',
      clientId: 'shop',
      pairs,
    }
    const { vectors } = await generateVectors(parties, 1_790_000_000)
    const tokens = vectors.flatMap(({ token, name }) => (token === undefined ? [] : [{ token, name }]))
    expect(tokens.length).toBeGreaterThan(80)
    let good = 0
    for (const { token, name } of tokens) {
      const claims = await claimsByMintmark(token)
      expect(claims, name).toEqual(await claimsByJose(token, keys))
      good += Number(claims !== undefined)
    }
    expect(good).toBeGreaterThan(20)
  })

  test('an unknown kid asks once for the latest keys (J 3)', async () => {
    const token = await keys.ES256.signer.sign({ sub: 'a' })
    let asked = 0
    const late = {
      ...ringOf({}),
      async catchUp() {
        asked += 1
      },
    }
    expect(await verifySignature(token, late)).toMatchObject({ kind: 'not_signed' })
    expect(asked).toBe(1)
    expect(verifySignature(token, ringOf(keys))).toMatchObject({ kind: 'signed', claims: { sub: 'a' } })
  })

  test.each([
    ['ES256', 'RS256'],
    ['RS256', 'EdDSA'],
    ['EdDSA', 'ES256'],
  ] as const)('a key is not imported for another algorithm: %s for %s (RFC 8725 §3.1)', (of, alg) => {
    expect(() => publicKeyOf(alg, keys[of].publicJwk)).toThrow('not one for')
  })
})

describe('signing', () => {
  test('10,000 generated claims are signed as by jose, and jose verifies them (J 1)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ALGS), members, async (alg, claims) => {
        const { kid, signer, jose } = keys[alg]
        const token = await signer.sign(claims)
        const byJose = await new SignJWT(claims).setProtectedHeader({ typ: TYP, alg, kid }).sign(jose.privateKey)
        // Two ECDSA signatures of one text differ.
        const comparable = (text: string) => (alg === 'ES256' ? text.slice(0, text.lastIndexOf('.')) : text)
        expect(comparable(token)).toBe(comparable(byJose))
        await compactVerify(token, jose.publicKey, { algorithms: [alg] })
      }),
      { numRuns: RUNS },
    )
  })

  test('RS256 is computed outside of the event loop', async () => {
    const key = keys.RS256
    const part = Buffer.from('{}')
    const heldMs = async (work: () => unknown) => {
      const before = process.threadCpuUsage()
      for (let i = 0; i < 100; i += 1) await work()
      const { user, system } = process.threadCpuUsage(before)
      return (user + system) / 1000
    }
    const synchronousMs = await heldMs(() => signedBy(key, part, part))
    expect(await heldMs(() => key.signer.sign({}))).toBeLessThan(synchronousMs / 2)
  })
})
