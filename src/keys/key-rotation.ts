import type { System } from '../system.ts'
import { changeOf, detailOf } from './key-administration.ts'
import type { KeyMaterial } from './key-material.ts'
import type { KeyRing } from './key-ring.ts'
import { type KeySetPlan, planKeySet } from './key-set-plan.ts'
import type { KeySetChange, KeyStore } from './key-store.ts'
import type { SigningAlg } from './signing-key.ts'

/**
 * Brings the key set to what it should be now: makes a first and a next key, rotates if that is due, deletes
 * what is long gone, and seals again what is sealed under the previous secret. Of replicas that try at once
 * one wins, and the others take what it made. Throws a `SealBroken` if the service secret does not open every
 * key.
 *
 * @param sweepMs The time by which keys that are gone are deleted; without it none is.
 * @returns Whether anything was changed, here or elsewhere.
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
