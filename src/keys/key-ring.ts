import type { JWK } from 'jose'
import { unavailable } from '../errors.ts'
import type { System } from '../system.ts'
import { createJwtSigner, createSignatureCheck, type JwtSigner, publicKeyOf, type SignatureCheck } from './jws-signature.ts'
import { currentKey, goneAtMs } from './key-lifecycle.ts'
import type { KeyMaterial, Seal } from './key-material.ts'
import type { KeyStore } from './key-store.ts'
import { SealBroken, type SigningAlg, type SigningKey } from './signing-key.ts'

interface OpenKey extends SigningKey {
  verify: SignatureCheck
  /** Undefined if the key could never be opened: then it verifies but cannot sign. */
  signer: JwtSigner | undefined
  /** Which service secret opens the key as it is stored now; `broken` if none in force does. */
  seal: Seal | 'broken'
  /** Follows from the set alone, so it is computed once per load. */
  goneAtMs: number
}

export interface KeyRing {
  /** The version of the key set that is loaded. */
  readonly version: number
  readonly keys: readonly Pick<OpenKey, keyof SigningKey | 'seal'>[]
  /** Loads the set, unless `version` is the one that is loaded. */
  refresh(version?: number): Promise<void>
  /**
   * Checks that every stored key can be opened. Call it before creating keys: under another secret they would
   * lock others out.
   *
   * @throws {SealBroken} if no service secret in force opens a key as it is stored.
   */
  requireOpened(): void
  /**
   * Loads the latest keys. Call this before signing or publishing, unless you have just read their version
   * with a session: then call `refresh`.
   */
  catchUp(): Promise<void>
  /** @throws {Refusal} `unavailable` if there is no key to sign with, `SealBroken` if it cannot be opened. */
  signer(): JwtSigner
  /**
   * Returns undefined if the key is unknown or gone. Each key verifies by one algorithm, whatever the header
   * says (RFC 8725 §3.1).
   */
  verifier(kid: string): Pick<OpenKey, 'alg' | 'verify'> | undefined
  /** Returns the keys of the JWK Set: all but those that are gone. */
  publicJwks(): JWK[]
}

/** Wraps a signer of this algorithm, for those who measure it. */
export type SignerWatch = (signer: JwtSigner, alg: SigningAlg) => JwtSigner

/**
 * Holds the signing keys in memory, opened, all of one version of the set. A key once opened stays open:
 * another replica may reseal it under a secret that this one was not given.
 *
 * @param typ The type of the tokens that the keys sign (RFC 7515 §4.1.9).
 * @param alarm Called once for each key that has to sign and cannot be opened.
 * @param watched Wraps the signer of each key when it is opened.
 */
export function createKeyRing({
  store,
  material,
  typ,
  system,
  alarm = () => {},
  watched = (signer) => signer,
}: {
  store: KeyStore
  material: KeyMaterial
  typ: string
  system: System
  alarm?: ((kid: string) => void) | undefined
  watched?: SignerWatch | undefined
}): KeyRing {
  let version = -1
  let keys = new Map<string, OpenKey>()
  let loading: Promise<void> | undefined
  const alarmed = new Set<string>()

  async function open(key: SigningKey): Promise<OpenKey> {
    const known = keys.get(key.kid)
    if (known?.sealedPrivateJwk === key.sealedPrivateJwk) return { ...known, ...key }
    const { kid, alg, publicJwk } = key
    const verify = createSignatureCheck({ alg, publicKey: publicKeyOf(alg, JSON.parse(publicJwk)) })
    const { privateKey, seal } = await material.open(key).catch(unopened)
    const signer = privateKey === undefined ? known?.signer : watched(createJwtSigner({ typ, alg, kid, privateKey }), alg)
    return { ...key, verify, signer, seal, goneAtMs: Number.POSITIVE_INFINITY }
  }
  async function load() {
    const set = await store.load()
    const opened = await Promise.all(set.keys.map(open))
    keys = new Map(opened.map((key) => [key.kid, { ...key, goneAtMs: goneAtMs(key, opened) ?? Number.POSITIVE_INFINITY }]))
    version = set.version
  }
  async function refresh(wanted?: number) {
    if (wanted === version) return
    // A load that is under way may have begun before the change that the caller knows of. If it fails, so
    // would the next one.
    await loading
    if (wanted === version) return
    loading ??= load().finally(() => (loading = undefined))
    await loading
  }
  const all = () => [...keys.values()]
  const isGone = (key: OpenKey) => key.goneAtMs <= system.nowMs()

  return {
    get version() {
      return version
    },
    get keys() {
      return all()
    },
    refresh,
    requireOpened() {
      if (all().some(({ seal }) => seal === 'broken')) throw new SealBroken()
    },
    async catchUp() {
      const now = store.readVersion()
      await refresh(typeof now === 'number' ? now : await now)
    },
    signer() {
      const key = currentKey(all(), system.nowMs())
      if (key === undefined) throw unavailable('There is no signing key yet.')
      const { kid, signer } = key
      if (signer !== undefined) return signer
      if (!alarmed.has(kid)) alarm(kid)
      alarmed.add(kid)
      throw new SealBroken()
    },
    verifier(kid) {
      const key = keys.get(kid)
      return key === undefined || isGone(key) ? undefined : key
    },
    publicJwks: () =>
      all()
        .filter((key) => !isGone(key))
        .map(({ publicJwk }) => JSON.parse(publicJwk)),
  }
}

function unopened(error: unknown): { privateKey: undefined; seal: 'broken' } {
  if (!(error instanceof SealBroken)) throw error
  return { privateKey: undefined, seal: 'broken' }
}
