import { CHANGED_MEANWHILE, createContention } from '../contention.ts'
import type { Act, EventDetail, KeyVerb } from '../events/event.ts'
import type { System } from '../system.ts'
import { goneAtMs, type KeyState, stateOf } from './key-lifecycle.ts'
import type { KeyMaterial } from './key-material.ts'
import { algOf, type KeySetPlan, type NoSuchKey, planReset, planRevocation, planRotation, type TooEarly } from './key-set-plan.ts'
import type { KeySetChange, KeyStore } from './key-store.ts'
import type { SigningAlg, SigningKey } from './signing-key.ts'

/** A key as operators see it, without its secret members. Times are milliseconds since the epoch. */
export interface KeyDescription extends Pick<SigningKey, 'kid' | 'alg' | 'publishedAtMs' | 'signsFromMs'> {
  state: KeyState
  /** When the last token that it signed is dead; undefined while the key has no successor. */
  goneAtMs: number | undefined
}

export type KeyAdministration = ReturnType<typeof createKeyAdministration>

export interface Done {
  kind: 'done'
}

/**
 * Shows and changes the signing keys, for operators. A running service uses a change from its next request
 * on.
 *
 * @throws {SealBroken} from each change, except an `unopened` reset, if the service secret does not open
 * every key.
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

  /**
   * Plans a change of the set as it is now, and makes it. If the planner returns no plan, that is the answer.
   */
  function make<No extends TooEarly | NoSuchKey>(
    plan: (keys: SigningKey[]) => KeySetPlan | No,
    act: Act,
    { verb, kid, unopened = false }: { verb: KeyVerb; kid?: string; unopened?: boolean },
  ): Promise<Done | No> {
    return contend('keys', async () => {
      const { version, keys } = await store.load()
      const planned = plan(keys)
      if (planned.kind !== 'plan') return planned
      // The service could not open new keys that were sealed under another secret than its own.
      if (!unopened) await Promise.all(keys.map((key) => material.open(key)))
      const change = await changeOf(planned, { material, alg: algOf(keys, act.atMs) ?? alg, nowMs: act.atMs })
      const done = await store.change(version, change, { ...act, detail: { verb, kid: kid ?? signsBy(change) } })
      return done ? { kind: 'done' } : CHANGED_MEANWHILE
    })
  }
  return {
    /** Lists the keys in the order in which they were published. */
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

    rotate: (options: { forced: boolean }, act: Act): Promise<Done | TooEarly> =>
      make((keys) => planRotation(keys, act.atMs, options), act, { verb: 'rotated' }),

    revoke: (kid: string, act: Act): Promise<Done | NoSuchKey> =>
      make((keys) => planRevocation(keys, kid, act.atMs), act, { verb: 'revoked', kid }),

    /**
     * @param options.unopened Resets even if the service secret does not open the present keys, for example
     * because it was lost.
     */
    reset: (options: { unopened: boolean }, act: Act): Promise<Done> => make<never>(planReset, act, { verb: 'reset', ...options }),
  }
}

/** Turns a plan into a change, and generates its new keys. */
export async function changeOf(
  plan: KeySetPlan,
  { material, alg, nowMs }: { material: KeyMaterial; alg: SigningAlg; nowMs: number },
): Promise<Required<Omit<KeySetChange, 'reseal'>>> {
  return {
    insert: [
      ...(plan.makeFirst ? [await material.generate(alg, { publishedAtMs: nowMs, signsFromMs: nowMs })] : []),
      ...(plan.makeNext ? [await material.generate(alg, { publishedAtMs: nowMs, signsFromMs: null })] : []),
    ],
    appoint: plan.appoint === undefined ? [] : [{ kid: plan.appoint, signsFromMs: nowMs }],
    delete: plan.delete,
  }
}

/**
 * Returns the kid of the key that signs from this change on; undefined if the change makes or appoints none.
 */
const signsBy = ({ insert = [], appoint = [] }: KeySetChange): string | undefined =>
  appoint[0]?.kid ?? insert.find(({ signsFromMs }) => signsFromMs !== null)?.kid

/**
 * Returns the event's detail for a change that was due by time. If the change has several parts, the first of
 * these counts.
 */
export function detailOf(change: KeySetChange): EventDetail {
  const { insert = [], appoint = [], delete: gone = [] } = change
  if (appoint.length > 0) return { verb: 'rotated', kid: signsBy(change) }
  if (signsBy(change) !== undefined) return { verb: 'created', kid: signsBy(change) }
  if (insert.length > 0) return { verb: 'published', kid: insert[0]?.kid }
  return gone.length > 0 ? { verb: 'removed', kid: gone[0] } : { verb: 'resealed' }
}
