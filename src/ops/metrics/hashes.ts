import type { HashTally, QueueState } from '../../accounts/hashing/hash-queue.ts'
import { addDuration, newDurations } from '../../counts/durations.ts'
import type { System } from '../../system.ts'
import type { Family } from './family.ts'
import { secondsOf } from './histograms.ts'

export interface HashCounts {
  queues: { argon2id: HashTally; bcrypt: HashTally }
  families: readonly Family[]
}

export function createHashCounts(system: System): HashCounts {
  const counted = { argon2id: countHashes(system), bcrypt: countHashes(system) }
  const each = (of: keyof QueueState | 'shed') => () =>
    Object.entries(counted).map(([algorithm, { state }]) => ({ labels: { algorithm }, value: state()[of] }))
  const labels = ['algorithm']
  return {
    queues: { argon2id: counted.argon2id.tally, bcrypt: counted.bcrypt.tally },
    families: [
      { name: 'mintmark_password_hashes_running', kind: 'gauge', help: 'Passwords that are being hashed.', labels, read: each('running') },
      { name: 'mintmark_password_hashes_waiting', kind: 'gauge', help: 'Passwords that wait to be hashed.', labels, read: each('waiting') },
      {
        name: 'mintmark_password_hashes_shed_total',
        kind: 'counter',
        help: 'Passwords that were refused because too many waited.',
        labels,
        read: each('shed'),
      },
      {
        name: 'mintmark_password_hash_duration_seconds',
        kind: 'histogram',
        help: 'Time that one hash takes, without the wait before it.',
        labels,
        read: () => Object.entries(counted).map(([algorithm, { times }]) => secondsOf(times, { algorithm })),
      },
    ],
  }
}

function countHashes(system: System) {
  const times = newDurations()
  let shed = 0
  let queue = (): QueueState => ({ running: 0, waiting: 0 })
  const tally: HashTally = {
    follow(state) {
      queue = state
    },
    shed() {
      shed += 1
    },
    async timed(hash) {
      const beganMs = system.elapsedMs()
      try {
        return await hash()
      } finally {
        addDuration(times, system.elapsedMs() - beganMs)
      }
    },
  }
  return { tally, times, state: () => ({ ...queue(), shed }) }
}
