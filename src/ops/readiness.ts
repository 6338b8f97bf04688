import type { KeyRing } from '../keys/key-ring.ts'
import type { ServiceEpochStore } from '../sessions/service-epoch.ts'

/** Throws `unavailable` where the database does not answer, or there is no key to sign with. */
export function createReadinessCheck({ epochs, keys }: { epochs: ServiceEpochStore; keys: KeyRing }): () => Promise<void> {
  return async () => {
    await epochs.readEpoch()
    keys.signer()
  }
}
