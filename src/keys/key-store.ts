import type { Act, AuditEvent } from '../events/event.ts'
import type { SigningKey } from './signing-key.ts'

/** One change of the key set. All of its parts happen, or none. */
export interface KeySetChange {
  insert?: SigningKey[]
  /** Sets `signsFromMs` of a waiting key. */
  appoint?: { kid: string; signsFromMs: number }[]
  delete?: string[]
  /** Seals a private key under another secret; the key itself stays. */
  reseal?: { kid: string; sealedPrivateJwk: string }[]
}

/** Who changes the key set and when, with the detail of the event. */
export type KeyAct = Act & Pick<AuditEvent, 'detail'>

/** Every method throws a `Refusal` of code `unavailable` if the store cannot be read or written. */
export interface KeyStore {
  /** Loads all keys, and the version of the set. */
  load(): Promise<{ version: number; keys: SigningKey[] }>
  /**
   * Applies `change`, writes its event, and raises the version by one, if that still is `fromVersion`.
   * Otherwise it returns false and writes nothing: of several replicas one wins.
   */
  change(fromVersion: number, change: KeySetChange, act: KeyAct): Promise<boolean>
  /** Reads the current version of the set; see `KeyRing.catchUp`. */
  readVersion(): number | Promise<number>
}
