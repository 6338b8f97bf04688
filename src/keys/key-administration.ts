import { CHANGED_MEANWHILE, createContention } from '../contention.ts'
import type { Act, KeyVerb } from '../events/event.ts'
import type { System } from '../system.ts'
import { goneAtMs, type KeyState, stateOf } from './key-lifecycle.ts'
import type { KeyMaterial } from './key-material.ts'
import { changeOf, signsBy } from './key-set-change.ts'
import { algOf, type KeySetPlan, planReset, planRevocation, planRotation, type TooEarly } from './key-set-plan.ts'
import type { KeyStore } from './key-store.ts'
import type { SigningAlg, SigningKey } from './signing-key.ts'

/** A key as it may be shown: nothing of what is secret. Times are milliseconds since the epoch. */
export interface KeyDescription extends Pick<SigningKey, 'kid' | 'alg' | 'publishedAtMs' | 'signsFromMs'> {
  state: KeyState
  /** When the last token that it signed is dead; undefined while it has no successor. */
  goneAtMs: number | undefined
}

export type KeyAdministration = ReturnType<typeof createKeyAdministration>

/**
 * Signing keys as they are shown and changed, by whoever may. A running service has the change at its next request. Each change throws a `SealBroken` where the secret
 * in force is not the one that the keys were made under.
 */
export function createKeyAdministration({
  store,
  material,
  alg,
  system,
}: {
  store: KeyStore
  material: KeyMaterial
  alg: SigningAlg
  system: System
}) {
  const contend = createContention(system)

  /** Makes the plan of the set as it is, and the change of the plan, unless it is none: then that is the answer. */
  function make<No extends TooEarly | undefined>(
    plan: (keys: SigningKey[]) => KeySetPlan | No,
    act: Act,
    { verb, kid, unopened = false }: { verb: KeyVerb; kid?: string; unopened?: boolean },
  ): Promise<'done' | No> {
    return contend('keys', async () => {
      const { version, keys } = await store.load()
      const planned = plan(keys)
      if (!isPlan(planned)) return planned
      // Under another secret than the service has, it could not open what is made here.
      if (!unopened) await Promise.all(keys.map((key) => material.open(key)))
      const change = await changeOf(planned, { material, alg: algOf(keys, act.atMs) ?? alg, nowMs: act.atMs })
      const done = await store.change(version, change, { ...act, detail: { verb, kid: kid ?? signsBy(change) } })
      return done ? 'done' : CHANGED_MEANWHILE
    })
  }
  return {
    /** In the order in which they were published. */
    async list(nowMs: number): Promise<KeyDescription[]> {
      const { keys } = await store.load()
      return keys.map((key) => ({
        kid: key.kid,
        alg: key.alg,
        state: stateOf(key, keys, nowMs),
        publishedAtMs: key.publishedAtMs,
        signsFromMs: key.signsFromMs,
        goneAtMs: goneAtMs(key, keys),
      }))
    },

    rotate: (options: { forced: boolean }, act: Act): Promise<'done' | TooEarly> =>
      make((keys) => planRotation(keys, act.atMs, options), act, { verb: 'rotated' }),

    /** Undefined where there is no such key. */
    revoke: (kid: string, act: Act): Promise<'done' | undefined> =>
      make((keys) => planRevocation(keys, kid, act.atMs), act, { verb: 'revoked', kid }),

    /** @param options.unopened Also where the secret in force does not open the keys that are there, as when it was lost. */
    reset: (options: { unopened: boolean }, act: Act): Promise<'done'> => make<never>(planReset, act, { verb: 'reset', ...options }),
  }
}

const isPlan = (planned: KeySetPlan | TooEarly | undefined): planned is KeySetPlan => planned !== undefined && 'delete' in planned
