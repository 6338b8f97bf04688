import type { KeyRing } from '../keys/key-ring.ts'
import type { ServiceStateStore } from '../service-state.ts'

/**
 * Throws `unavailable` if the database does not answer or takes no changes, or there is no key to sign with.
 */
export function createReadinessCheck({ state, keys }: { state: ServiceStateStore; keys: KeyRing }): () => Promise<void> {
  return async () => {
    const { keysVersion } = await state.read()
    await keys.refresh(keysVersion)
    await state.expectWritable()
    keys.signer()
  }
}
