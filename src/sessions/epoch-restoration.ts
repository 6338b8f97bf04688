import { unavailable } from '../errors.ts'
import type { Act, AuditEvent } from '../events/event.ts'
import type { KeyMaterial } from '../keys/key-material.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import type { SigningAlg, SigningKey } from '../keys/signing-key.ts'
import type { System } from '../system.ts'

export interface RestorationStore {
  /**
   * Replaces all keys, voids all one-time secrets, raises epoch and key version by `step`, and writes
   * `event`. It does so only if the key version still is `fromKeysVersion`.
   *
   * @returns the new epoch; undefined if the version has changed, and then nothing was written.
   * @throws {Refusal} `unavailable` if the store cannot be written.
   */
  restore(restoration: { fromKeysVersion: number; step: number; keys: SigningKey[]; event: AuditEvent }): Promise<number | undefined>
}

export interface Restored {
  epoch: number
  /** The kids of the deleted keys, and of those that replace them. */
  goneKids: string[]
  kids: string[]
}

/**
 * Ends every session and replaces every signing key, at once. A restored backup needs this: what was revoked
 * since the backup is alive in it, and nothing marks it (REQUIREMENTS R 11).
 *
 * @throws {SealBroken} if the service secret did not seal the present keys: new keys under it would lock the
 * service out.
 */
export type EpochRestoration = (act: Act) => Promise<Restored>

/** How often it tries while other processes change the keys, which takes each only a moment. */
const MAX_ROUNDS = 5

export function createEpochRestoration({
  store,
  ring,
  material,
  alg,
  system,
}: {
  store: RestorationStore
  ring: KeyRing
  material: KeyMaterial
  alg: SigningAlg
  system: System
}): EpochRestoration {
  return async (act) => {
    const publishedAtMs = system.nowMs()
    const keys = [
      await material.generate(alg, { publishedAtMs, signsFromMs: publishedAtMs }),
      await material.generate(alg, { publishedAtMs, signsFromMs: null }),
    ]
    // A service that ran during the restore remembers numbers that the backup has not reached yet. A random
    // step avoids them.
    const step = 1 + system.randomBytes(4).readUInt32BE()
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      await ring.refresh()
      ring.requireOpened()
      const goneKids = ring.keys.map(({ kid }) => kid)
      const event = { type: 'service_restored', ...act } as const
      const epoch = await store.restore({ fromKeysVersion: ring.version, step, keys, event })
      if (epoch !== undefined) return { epoch, goneKids, kids: keys.map(({ kid }) => kid) }
    }
    throw unavailable('The signing keys are being changed. Try again.')
  }
}
