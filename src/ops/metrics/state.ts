import { type KeyState, stateOf } from '../../keys/key-lifecycle.ts'
import type { KeyRing } from '../../keys/key-ring.ts'
import type { System } from '../../system.ts'
import type { Family } from './family.ts'

const KEY_STATES: readonly Exclude<KeyState, 'gone'>[] = ['next', 'current', 'retiring']

type Ring = Pick<KeyRing, 'keys' | 'signer'>

/** The signing keys that are in memory. Reading them asks the database nothing. */
export const keyFamilies = (ring: Ring, system: System): readonly Family[] => [
  {
    name: 'mintmark_signing_keys',
    kind: 'gauge',
    help: 'Published signing keys, by state.',
    labels: ['state'],
    read: () => KEY_STATES.map((state) => ({ labels: { state }, value: inState(ring, state, system).length })),
  },
  {
    name: 'mintmark_signing_key_age_seconds',
    kind: 'gauge',
    help: 'Time since the oldest key of a state was published.',
    labels: ['state'],
    read: () =>
      KEY_STATES.flatMap((state) => {
        const published = inState(ring, state, system).map(({ publishedAtMs }) => publishedAtMs)
        return published.length === 0 ? [] : [{ labels: { state }, value: (system.nowMs() - Math.min(...published)) / 1000 }]
      }),
  },
  {
    name: 'mintmark_signing_ready',
    kind: 'gauge',
    help: '1 if a key can sign; 0 if none can, so that no token is issued.',
    labels: [],
    read: () => [{ labels: {}, value: canSign(ring) ? 1 : 0 }],
  },
]

const inState = ({ keys }: Ring, state: KeyState, system: System) => keys.filter((key) => stateOf(key, keys, system.nowMs()) === state)

function canSign(ring: Ring): boolean {
  try {
    ring.signer()
    return true
  } catch {
    return false
  }
}

/**
 * The sessions as housekeeping counts them, page by page. A scrape never counts: that would read the whole
 * table each time.
 */
export interface SessionCount {
  counted(sessions: number): void
  families: readonly Family[]
}

export function createSessionCount(): SessionCount {
  let last: number | undefined
  return {
    counted(sessions) {
      last = sessions
    },
    families: [
      {
        name: 'mintmark_sessions',
        kind: 'gauge',
        help: 'Sessions that can be refreshed and were not ended, at the last whole count of housekeeping.',
        labels: [],
        read: () => (last === undefined ? [] : [{ labels: {}, value: last }]),
      },
    ],
  }
}
