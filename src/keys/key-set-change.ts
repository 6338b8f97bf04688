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
