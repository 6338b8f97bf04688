import {
  CompactEncrypt,
  type CryptoKey,
  calculateJwkThumbprint,
  compactDecrypt,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose'
import { SealBroken } from './seal-broken.ts'
import { deriveKey, type ServiceSecret } from './service-secret.ts'
import type { SigningAlg, SigningKey } from './signing-key.ts'

/** Generates signing keys, and seals and opens their private halves under the service secret. */
export interface KeyMaterial {
  generate(alg: SigningAlg, times: Pick<SigningKey, 'publishedAtMs' | 'signsFromMs'>): Promise<SigningKey>
  /** Throws a `SealBroken` where no secret in force opens it. `stale`: it is sealed under the previous secret. */
  open(key: SigningKey): Promise<{ privateKey: CryptoKey; stale: boolean }>
  reseal(key: SigningKey): Promise<string>
}

const RSA_BITS = 2048

export function createKeyMaterial({ current, previous }: ServiceSecret): KeyMaterial {
  const sealing = deriveKey(current, 'signing keys at rest')
  const opening = [sealing, ...(previous ? [deriveKey(previous, 'signing keys at rest')] : [])]

  /** The protected header is the associated data of A256GCM (RFC 7516 §5.1), so a sealed key cannot be put under another kid. */
  const seal = (kid: string, text: string) =>
    new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid }).encrypt(sealing)

  async function openSeal({ kid, sealedPrivateJwk }: SigningKey): Promise<{ text: string; stale: boolean }> {
    for (const key of opening) {
      const opened = await compactDecrypt(sealedPrivateJwk, key, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      }).catch(() => undefined)
      if (opened?.protectedHeader.kid === kid) return { text: new TextDecoder().decode(opened.plaintext), stale: key !== sealing }
    }
    throw new SealBroken('The service secret does not open the signing keys of this database. Give the secret that they were made under.')
  }

  return {
    async generate(alg, times) {
      const pair = await generateKeyPair(alg, { extractable: true, modulusLength: RSA_BITS })
      const publicPart = await exportJWK(pair.publicKey)
      const kid = await calculateJwkThumbprint(publicPart)
      const publicJwk: JWK = { ...publicPart, kid, alg, use: 'sig' }
      const sealedPrivateJwk = await seal(kid, JSON.stringify({ ...(await exportJWK(pair.privateKey)), alg }))
      return { kid, alg, publicJwk: JSON.stringify(publicJwk), sealedPrivateJwk, ...times }
    },
    async open(key) {
      const { text, stale } = await openSeal(key)
      return { privateKey: (await importJWK(JSON.parse(text), key.alg)) as CryptoKey, stale }
    },
    async reseal(key) {
      return seal(key.kid, (await openSeal(key)).text)
    },
  }
}
