import { currentKey, DAY_MS, stateOf } from '../../keys/key-lifecycle.ts'
import type { Seal } from '../../keys/key-material.ts'
import { ROTATE_AFTER_MS } from '../../keys/key-set-plan.ts'
import type { SigningKey } from '../../keys/signing-key.ts'
import { errorOf, type Finding, warningOf } from './finding.ts'

/** A service that runs looks every hour whether a rotation is due. */
const OVERDUE_MS = 2 * DAY_MS
/** Clocks of replicas may differ by less. */
const AHEAD_MS = 5 * 60_000

/** `seal` is the service secret that opens the key: the one in force, the previous one or neither. */
export type ExaminedKey = SigningKey & { seal: Seal | 'none' }

export function keyFindings(all: readonly ExaminedKey[], nowMs: number): Finding[] {
  // The first `serve` makes the first keys.
  if (all.length === 0) return []
  const keys = all.filter((key) => stateOf(key, all, nowMs) !== 'gone')
  const under = (seal: ExaminedKey['seal']) => keys.filter((key) => key.seal === seal)
  const unopened = under('none').length
  return [
    ...(unopened > 0
      ? [
          errorOf(
            'keys',
            `The service secret does not open ${unopened} of ${keys.length} signing keys.`,
            'Give the secret that they were made under, as MINTMARK_SECRET or as MINTMARK_SECRET_PREVIOUS. If it is lost, run `mintmark keys reset --force`.',
          ),
        ]
      : []),
    ...(under('previous').length > 0
      ? [
          warningOf(
            'keys',
            `${under('previous').length} of ${keys.length} signing keys are still encrypted under the previous service secret.`,
            'Restart `mintmark serve`, which encrypts them under the new one. Keep MINTMARK_SECRET_PREVIOUS until then.',
          ),
        ]
      : []),
    ...ageFindings(keys, nowMs),
  ]
}

function ageFindings(keys: readonly SigningKey[], nowMs: number): Finding[] {
  const current = currentKey(keys, nowMs)
  const daysSigning = current?.signsFromMs == null ? 0 : Math.floor((nowMs - current.signsFromMs) / DAY_MS)
  return [
    ...(keys.some((key) => stateOf(key, keys, nowMs) === 'next')
      ? []
      : [
          warningOf(
            'keys',
            'No next key is published, so a rotation in an emergency makes verifiers refuse new tokens for a while.',
            'Start `mintmark serve`, which publishes one.',
          ),
        ]),
    ...(daysSigning * DAY_MS > ROTATE_AFTER_MS + OVERDUE_MS
      ? [
          warningOf(
            'keys',
            `The signing key has signed for ${daysSigning} days, and its rotation is overdue.`,
            'Keep `mintmark serve` running, which rotates keys by itself, or run `mintmark keys rotate`.',
          ),
        ]
      : []),
    ...(keys.some(({ publishedAtMs }) => publishedAtMs > nowMs + AHEAD_MS)
      ? [
          errorOf(
            'keys',
            'A signing key was published in the future: this clock, or that of another replica, is or was wrong.',
            'Correct the clock, then see "If the clock was wrong" in docs/operate.md.',
          ),
        ]
      : []),
  ]
}
