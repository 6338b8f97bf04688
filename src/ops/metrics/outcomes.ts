import type { NotAuthenticated } from '../../accounts/password-authentication.ts'
import type { GrantReason } from '../../errors.ts'
import { type HeldBack, nobodyHeldBack } from '../../throttle/login-throttle.ts'
import type { Family } from './family.ts'

/** How logins and refreshes ended, and what the throttle held back. */
export interface OutcomeCounts {
  logins: Record<'succeeded' | 'unacceptable' | NotAuthenticated['why'], number>
  refreshes: Record<'rotated' | 'retried' | 'unknown' | GrantReason, number>
  heldBack: HeldBack
}

/** Every outcome is there from the start: a rate needs the first 0. */
export const newOutcomeCounts = (): OutcomeCounts => ({
  logins: { succeeded: 0, 'wrong password': 0, 'unknown user': 0, locked: 0, disabled: 0, unacceptable: 0 },
  refreshes: { rotated: 0, retried: 0, refresh_expired: 0, refresh_reused: 0, session_revoked: 0, unknown: 0 },
  heldBack: nobodyHeldBack(),
})

export const outcomeFamilies = ({ logins, refreshes, heldBack }: OutcomeCounts): readonly Family[] => [
  {
    name: 'mintmark_logins_total',
    kind: 'counter',
    help: 'Logins by password, by how they ended.',
    labels: ['outcome'],
    read: () => samplesOf(logins, 'outcome'),
  },
  {
    name: 'mintmark_refreshes_total',
    kind: 'counter',
    help: 'Refreshes, by how they ended.',
    labels: ['outcome'],
    read: () => samplesOf(refreshes, 'outcome'),
  },
  {
    name: 'mintmark_held_back_total',
    kind: 'counter',
    help: 'Tries that the throttle held back, by what was shut.',
    labels: ['by'],
    read: () => samplesOf(heldBack, 'by'),
  },
]

/** The words are those of the log, without spaces. */
const samplesOf = (counts: Record<string, number>, label: string) =>
  Object.entries(counts).map(([word, value]) => ({ labels: { [label]: word.replaceAll(' ', '_') }, value }))
