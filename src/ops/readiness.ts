import type { KeyRing } from '../keys/key-ring.ts'
import type { ServiceEpochStore } from '../sessions/service-epoch.ts'
import type { ServiceStateStore } from '../sessions/service-state.ts'

/**
 * Throws `unavailable` if the database does not answer or takes no changes, or there is no key to sign with.
 */
export function createReadinessCheck({
  epochs,
  state,
  keys,
}: {
  epochs: ServiceEpochStore
  state: Pick<ServiceStateStore, 'expectWritable'>
  keys: KeyRing
}): () => Promise<void> {
  return async () => {
    await epochs.readEpoch()
    await state.expectWritable()
    keys.signer()
  }
}
