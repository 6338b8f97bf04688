import type { EventReceiverStore, ReceiverState } from '../events/event-feed.ts'
import { randomId, type System } from '../system.ts'

/** Longer than the time between two renewals and that of one request together. */
const LEASE_MS = 20_000
const RENEW_EVERY_MS = 5_000

/** The lease of this process on one receiver. While it has the lease, no other process delivers. */
export interface EventLease {
  /** Returns how far the receiver is; undefined if another process has the lease. */
  take(): Promise<ReceiverState | undefined>
  /** Renews the lease if it is time. Returns false if it was lost, or if the process stops. */
  keep(): Promise<boolean>
  /** Waits, and keeps the lease meanwhile. Returns false as `keep` does. */
  keepFor(ms: number): Promise<boolean>
  /** Saves how far the receiver is. Does nothing if the lease was lost. */
  save(state: ReceiverState): Promise<void>
  release(): Promise<void>
}

export type Pause = (ms: number, signal: AbortSignal) => Promise<unknown>

export function createEventLease(
  { receivers, name, target }: { receivers: EventReceiverStore; name: string; target: string },
  { system, pause, stop }: { system: System; pause: Pause; stop: AbortSignal },
): EventLease {
  const holder = randomId(system)
  let takenAtMs = 0
  const take = () => {
    takenAtMs = system.elapsedMs()
    const nowMs = system.nowMs()
    return receivers.take(name, target, { holder, untilMs: nowMs + LEASE_MS }, nowMs)
  }
  const keep = async () => {
    if (stop.aborted) return false
    return system.elapsedMs() - takenAtMs < RENEW_EVERY_MS || (await take()) !== undefined
  }
  return {
    take,
    keep,
    async keepFor(ms) {
      for (let leftMs = ms; leftMs > 0; leftMs -= RENEW_EVERY_MS) {
        await pause(Math.min(leftMs, RENEW_EVERY_MS), stop)
        if (!(await keep())) return false
      }
      return true
    },
    save: async (state) => void (await receivers.save(name, holder, state)),
    release: () => receivers.release(name, holder),
  }
}
