import { type CryptoKey, importJWK, type JWK } from 'jose'
import { unavailable } from '../errors.ts'
import type { System } from '../system.ts'
import { currentKey, stateOf } from './key-lifecycle.ts'
import type { KeyMaterial } from './key-material.ts'
import type { KeyStore } from './key-store.ts'
import type { SigningAlg, SigningKey } from './signing-key.ts'

interface OpenKey extends SigningKey {
  publicKey: CryptoKey
  privateKey: CryptoKey
  stale: boolean
}

export interface KeyRing {
  /** The version of the key set that is loaded. */
  readonly version: number
  readonly keys: readonly (SigningKey & { stale: boolean })[]
  /** Loads the set unless it is the version named. Throws a `SealBroken` where a key cannot be opened; then the set that was loaded stays. */
  refresh(version?: number): Promise<void>
  /** The set as the database has it now. For whoever signs without having asked how a session stands, which tells it too. */
  catchUp(): Promise<void>
  signer(): { kid: string; alg: SigningAlg; privateKey: CryptoKey }
  /** Undefined where the key is unknown or gone. Each key verifies by one algorithm, whatever a token's header says (RFC 8725 §3.1). */
  verifier(kid: string): { alg: SigningAlg; publicKey: CryptoKey } | undefined
  /** For the JWK Set: all but those that are gone. */
  publicJwks(): JWK[]
}

/** The public keys as the database has them now. */
export type PublishedKeys = () => Promise<JWK[]>

export const createPublishedKeys =
  (ring: KeyRing): PublishedKeys =>
  async () => {
    await ring.refresh()
    return ring.publicJwks()
  }

/** The signing keys in memory, opened; of all rows one version. */
export function createKeyRing({ store, material, system }: { store: KeyStore; material: KeyMaterial; system: System }): KeyRing {
  let version = -1
  let keys = new Map<string, OpenKey>()
  let loading: Promise<void> | undefined

  async function open(key: SigningKey): Promise<OpenKey> {
    const known = keys.get(key.kid)
    if (known?.sealedPrivateJwk === key.sealedPrivateJwk) return { ...known, ...key }
    const publicKey = (await importJWK(JSON.parse(key.publicJwk), key.alg)) as CryptoKey
    return { ...key, publicKey, ...(await material.open(key)) }
  }
  async function load() {
    const set = await store.load()
    const opened = await Promise.all(set.keys.map(open))
    keys = new Map(opened.map((key) => [key.kid, key]))
    version = set.version
  }
  async function refresh(wanted?: number) {
    if (wanted === version) return
    // A load that is under way may have begun before the change that the caller knows of. Where it fails, so would the next one, after as long a wait.
    await loading
    if (wanted === version) return
    loading ??= load().finally(() => (loading = undefined))
    await loading
  }
  const all = () => [...keys.values()]
  const isGone = (key: OpenKey) => stateOf(key, all(), system.nowMs()) === 'gone'

  return {
    get version() {
      return version
    },
    get keys() {
      return all()
    },
    refresh,
    async catchUp() {
      const now = store.readVersion()
      await refresh(typeof now === 'number' ? now : await now)
    },
    signer() {
      const key = currentKey(all(), system.nowMs())
      if (key === undefined) throw unavailable('There is no signing key yet.')
      return key
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
