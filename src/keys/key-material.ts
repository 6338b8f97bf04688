import type { KeyObject } from 'node:crypto'
import { CompactEncrypt, calculateJwkThumbprint, compactDecrypt, exportJWK, generateKeyPair, type JWK } from 'jose'
import { deriveKeys } from '../secret/derived-key.ts'
import type { ServiceSecret } from '../secret/service-secret.ts'
import { privateKeyOf } from './jws-signature.ts'
import { SealBroken, type SigningAlg, type SigningKey } from './signing-key.ts'

/** Which service secret opens a key. */
export type Seal = 'current' | 'previous'

/** Generates signing keys, and seals and opens their private halves under the service secret. */
export interface KeyMaterial {
  generate(alg: SigningAlg, times: Pick<SigningKey, 'publishedAtMs' | 'signsFromMs'>): Promise<SigningKey>
  /**
   * Opens a key, and says which secret did.
   *
   * @throws {SealBroken} if no service secret in force opens it.
   */
  open(key: SigningKey): Promise<{ privateKey: KeyObject; seal: Seal }>
  reseal(key: SigningKey): Promise<string>
}

const RSA_BITS = 2048

export function createKeyMaterial(secret: ServiceSecret): KeyMaterial {
  const opening = deriveKeys(secret, 'signing keys at rest')
  const [sealing] = opening

  /**
   * The protected header is the associated data of A256GCM (RFC 7516 §5.1), so a sealed key cannot be put
   * under another kid.
   */
  const seal = (kid: string, text: string) =>
    new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid }).encrypt(sealing)

  async function openSeal({ kid, sealedPrivateJwk }: SigningKey): Promise<{ text: string; seal: Seal }> {
    for (const key of opening) {
      const opened = await compactDecrypt(sealedPrivateJwk, key, {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      }).catch(() => undefined)
      if (opened?.protectedHeader.kid === kid)
        return { text: new TextDecoder().decode(opened.plaintext), seal: key === sealing ? 'current' : 'previous' }
    }
    throw new SealBroken()
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
      const { text, seal } = await openSeal(key)
      return { privateKey: privateKeyOf(key.alg, JSON.parse(text)), seal }
    },
    async reseal(key) {
      return seal(key.kid, (await openSeal(key)).text)
    },
  }
}
