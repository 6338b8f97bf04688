import type { System } from '../system.ts'
import { changeOf, detailOf } from './key-administration.ts'
import type { KeyMaterial } from './key-material.ts'
import type { KeyRing } from './key-ring.ts'
import { type KeySetPlan, planKeySet } from './key-set-plan.ts'
import type { KeySetChange, KeyStore } from './key-store.ts'
import type { SigningAlg } from './signing-key.ts'

/**
 * Brings the key set up to date. If several replicas try at once, one wins and the others use its result.
 *
 * - It creates the first and the next key if they are missing.
 * - It rotates if that is due.
 * - It deletes keys that are long gone.
 * - It reseals keys that the previous secret sealed.
 *
 * @param sweepMs Keys gone by this time are deleted; without it none is.
 * @returns whether anything had to change, even if another replica was faster.
 * @throws {SealBroken} if the service secret does not open every key.
 */
export type KeyRotation = (sweepMs?: number) => Promise<boolean>

export function createKeyRotation({
  ring,
  store,
  material,
  alg,
  system,
}: {
  ring: KeyRing
  store: KeyStore
  material: KeyMaterial
  alg: SigningAlg
  system: System
}): KeyRotation {
  async function plannedChange(nowMs: number, sweepMs: number): Promise<KeySetChange | undefined> {
    const plan = planKeySet(ring.keys, alg, { nowMs, sweepMs })
    const stale = ring.keys.filter((key) => key.seal === 'previous' && !plan?.delete.includes(key.kid))
    if (plan === undefined && stale.length === 0) return undefined
    const none: KeySetPlan = { kind: 'plan', makeFirst: false, makeNext: false, appoint: undefined, delete: [] }
    return {
      ...(await changeOf(plan ?? none, { material, alg, nowMs })),
      reseal: await Promise.all(stale.map(async (key) => ({ kid: key.kid, sealedPrivateJwk: await material.reseal(key) }))),
    }
  }

  return async (sweepMs = Number.NEGATIVE_INFINITY) => {
    await ring.refresh()
    ring.requireOpened()
    const atMs = system.nowMs()
    const change = await plannedChange(atMs, sweepMs)
    if (change === undefined) return false
    await store.change(ring.version, change, { atMs, detail: detailOf(change) })
    await ring.refresh()
    return true
  }
}
