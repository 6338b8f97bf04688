import { unavailable } from '../../errors.ts'

/**
 * Runs a task when there is room for it. If `signal` fires before that, the task gives up its place.
 *
 * @throws {Refusal} unavailable if too many tasks wait, or if the task gave up its place.
 */
export type HashQueue = <T>(task: () => Promise<T>, signal?: AbortSignal) => Promise<T>

export interface QueueState {
  running: number
  waiting: number
}

/** Learns what a queue does, for the metrics. */
export interface HashTally {
  /** Called once, with what reads the state of the queue from then on. */
  follow(state: () => QueueState): void
  /** A task was refused because too many waited. */
  shed(): void
  /** Runs a task, and may measure it. */
  timed<T>(task: () => Promise<T>): Promise<T>
}

const untallied: HashTally = { follow() {}, shed() {}, timed: (task) => task() }

/**
 * Creates a bounded queue in front of the password hash, which takes memory and a whole core.
 *
 * @param concurrency How many tasks run at once.
 * @param maxWaiting How many tasks may wait. One more is refused as unavailable.
 */
export function createHashQueue({
  concurrency,
  maxWaiting,
  tally = untallied,
}: {
  concurrency: number
  maxWaiting: number
  tally?: HashTally | undefined
}): HashQueue {
  const waiting = new Set<() => void>()
  let running = 0
  tally.follow(() => ({ running, waiting: waiting.size }))

  const leave = () => {
    running -= 1
    const [next] = waiting
    if (next === undefined) return
    waiting.delete(next)
    next()
  }
  const takePlace = (signal?: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const abandon = () => {
        waiting.delete(enter)
        reject(unavailable('The request was given up.', signal?.reason))
      }
      const enter = () => {
        signal?.removeEventListener('abort', abandon)
        running += 1
        resolve()
      }
      if (signal?.aborted) return abandon()
      if (running < concurrency) return enter()
      if (waiting.size >= maxWaiting) {
        tally.shed()
        return reject(unavailable('Too many logins are waiting.'))
      }
      signal?.addEventListener('abort', abandon, { once: true })
      waiting.add(enter)
    })

  return async (task, signal) => {
    await takePlace(signal)
    try {
      return await tally.timed(task)
    } finally {
      leave()
    }
  }
}
