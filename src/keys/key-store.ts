import type { Act, AuditEvent } from '../events/event.ts'
import type { SigningKey } from './signing-key.ts'

/** One change of the key set; every part of it happens, or none. */
export interface KeySetChange {
  insert?: SigningKey[]
  /** Sets `signsFromMs` of a key that waits. */
  appoint?: { kid: string; signsFromMs: number }[]
  delete?: string[]
  /** Seals a private key under another secret; the key itself stays. */
  reseal?: { kid: string; sealedPrivateJwk: string }[]
}

/** Who changes the key set and when, with the detail of the event. */
export type KeyAct = Act & Pick<AuditEvent, 'detail'>

/** Every method throws a `Refusal` of code `unavailable` if the store cannot be read or written. */
export interface KeyStore {
  /** All keys, with the version of the set that they are. */
  load(): Promise<{ version: number; keys: SigningKey[] }>
  /**
   * Applies `change`, with its event, and raises the version by one, but only if it still is `fromVersion`:
   * of replicas that try at once, one wins. Returns false if it is another; then nothing was written.
   */
  change(fromVersion: number, change: KeySetChange, act: KeyAct): Promise<boolean>
  /** The version of the set as it is now; see `KeyRing.catchUp`. */
  readVersion(): number | Promise<number>
}
