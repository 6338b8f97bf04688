import type { EventDetail } from '../events/event.ts'
import type { KeyMaterial } from './key-material.ts'
import type { KeySetPlan } from './key-set-plan.ts'
import type { KeySetChange } from './key-store.ts'
import type { SigningAlg } from './signing-key.ts'

/** The change that a plan asks for, with its new keys made. */
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

/** The key that signs by this change, where it makes or appoints one. */
export const signsBy = ({ insert = [], appoint = [] }: KeySetChange): string | undefined =>
  appoint[0]?.kid ?? insert.find(({ signsFromMs }) => signsFromMs !== null)?.kid

/** What is told of a change that time asked for. Of several things that it does, the first of these. */
export function detailOf(change: KeySetChange): EventDetail {
  const { insert = [], appoint = [], delete: gone = [] } = change
  if (appoint.length > 0) return { verb: 'rotated', kid: signsBy(change) }
  if (signsBy(change) !== undefined) return { verb: 'created', kid: signsBy(change) }
  if (insert.length > 0) return { verb: 'published', kid: insert[0]?.kid }
  return gone.length > 0 ? { verb: 'removed', kid: gone[0] } : { verb: 'resealed' }
}
