/** The rules of a delivery: what an answer means, and when to try again. @module */

import type { EventPosition, ReceiverState } from './event-feed.ts'

/** `refused` is about this event; with `failed`, the receiver cannot take any event now. */
export type Delivery = 'delivered' | 'refused' | 'failed'

/** Answers that ask for another try, although they are of the class of the client's errors. */
const LATER = [408, 425, 429]

/** Returns what the status of an answer means. A redirect is not followed, so it is a failure. */
export function deliveryOf(status: number): Delivery {
  if (status >= 200 && status < 300) return 'delivered'
  return status >= 400 && status < 500 && !LATER.includes(status) ? 'refused' : 'failed'
}

/** How far a receiver is, and how often the next event was tried in vain since this process delivers. */
export interface Progress extends ReceiverState {
  tries: number
}

export type Outcome = { kind: 'delivered' | 'given_up'; progress: Progress } | { kind: 'again'; progress: Progress; pauseMs: number }

const GIVE_UP_AFTER_MS = 24 * 3_600_000

/**
 * Returns what follows from a try to deliver the event at `position`.
 *
 * @param random At least 0 and below 1, for the pause.
 */
export function outcomeOf(progress: Progress, position: EventPosition, delivery: Delivery, nowMs: number, random: number): Outcome {
  const next: Progress = { position, refusedSinceMs: undefined, tries: 0 }
  if (delivery === 'delivered') return { kind: 'delivered', progress: next }
  const tries = progress.tries + 1
  const pauseMs = pauseMsAfter(tries, random)
  if (delivery === 'failed') return { kind: 'again', progress: { ...progress, tries }, pauseMs }
  const refusedSinceMs = progress.refusedSinceMs ?? nowMs
  if (nowMs - refusedSinceMs >= GIVE_UP_AFTER_MS) return { kind: 'given_up', progress: next }
  return { kind: 'again', progress: { ...progress, refusedSinceMs, tries }, pauseMs }
}

const FIRST_PAUSE_MS = 1000
const LONGEST_PAUSE_MS = 5 * 60_000

/**
 * Returns the pause after so many tries in vain. It doubles each time, and `random` takes away up to half of
 * it.
 */
export const pauseMsAfter = (tries: number, random: number): number =>
  Math.round(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 1)) * (1 - random / 2))
