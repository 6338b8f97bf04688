import { setTimeout as sleep } from 'node:timers/promises'
import { Refusal } from '../errors.ts'
import { deliveryOf, type Outcome, outcomeOf, type Progress } from '../events/delivery.ts'
import type { EventFeed, EventReceiverStore, PlacedEvent } from '../events/event-feed.ts'
import { targetOf, type Webhook, webhookMessage } from '../events/webhook.ts'
import type { Log } from '../log.ts'
import type { System } from '../system.ts'
import { createEventLease, type Pause } from './event-lease.ts'
import type { Post } from './post.ts'

/** The name of the receiver's row. */
const WEBHOOK = 'webhook'
/** The time until a process without the lease asks for it again. */
const ASK_EVERY_MS = 5_000
/** The time until a process that has delivered everything looks for more. */
const LOOK_EVERY_MS = 1_000
/** How many events are read, and delivered before the position is saved. After a crash they come again. */
const PAGE = 100

/** What this process has done since its start. */
export interface DeliveryCounts {
  delivered: number
  /** Tries in vain. */
  failed: number
  /** Events that were given up after a day of refusals. */
  givenUp: number
}

/** Delivers the audit trail to the receiver of the webhook, one event after the other. */
export interface EventCourier {
  start(): void
  /** Stops at once. An event whose answer has not come is delivered again. */
  stop(): Promise<void>
  counts(): Readonly<DeliveryCounts>
}

interface Needs {
  feed: EventFeed
  receivers: EventReceiverStore
  webhook: Webhook
  send: Post
  log: Log
  system: System
  pause?: Pause
}

/** Creates the courier of a process. Every replica has one, and the one with the lease delivers. */
export function createEventCourier({ feed, receivers, webhook, send, log, system, pause = realPause }: Needs): EventCourier {
  const counts: DeliveryCounts = { delivered: 0, failed: 0, givenUp: 0 }
  const stopping = new AbortController()
  const { signal: stop } = stopping
  const target = targetOf(webhook)
  const lease = createEventLease({ receivers, name: WEBHOOK, target }, { system, pause, stop })
  let isAdopted = false
  let running: Promise<void> | undefined

  async function tryOnce({ event, position }: PlacedEvent, progress: Progress): Promise<Outcome> {
    const answer = await send(webhookMessage(event, webhook.secrets, system.nowMs()), stop)
    const delivery = answer.kind === 'answered' ? deliveryOf(answer.status) : 'failed'
    const outcome = outcomeOf(progress, position, delivery, system.nowMs(), system.randomBytes(1)[0]! / 256)
    if (delivery !== 'delivered' && !stop.aborted) counts.failed += 1
    if (outcome.kind === 'delivered') counts.delivered += 1
    if (outcome.kind === 'given_up') counts.givenUp += 1
    const { kind: _, ...why } = answer
    if (!stop.aborted) noteOutcome(log, outcome, progress.tries, { event: event.id, ...why })
    return outcome
  }

  /** Tries until the event is delivered or given up, or until this process may not go on (`isDone` false). */
  async function deliver(next: PlacedEvent, first: Progress): Promise<{ isDone: boolean; progress: Progress }> {
    let progress = first
    while (await lease.keep()) {
      const outcome = await tryOnce(next, progress)
      if (outcome.kind !== 'again') return { isDone: true, progress: outcome.progress }
      // Another process must know since when, if it goes on.
      if (outcome.progress.refusedSinceMs !== progress.refusedSinceMs) await lease.save(outcome.progress)
      progress = outcome.progress
      if (!(await lease.keepFor(outcome.pauseMs))) break
    }
    return { isDone: false, progress }
  }

  /** Delivers page after page. Returns how far it came when it lost the lease or was stopped. */
  async function deliverFrom(first: Progress): Promise<Progress> {
    let progress = first
    for (;;) {
      const page = await feed.listAfter(progress.position, PAGE)
      for (const next of page) {
        const { isDone, progress: after } = await deliver(next, progress)
        progress = after
        if (!isDone) return progress
      }
      if (page.length > 0) await lease.save(progress)
      else if (!(await lease.keepFor(LOOK_EVERY_MS))) return progress
    }
  }

  async function askAndDeliver(): Promise<void> {
    const state = await lease.take()
    if (state === undefined) return
    const progress = await deliverFrom({ ...state, tries: 0 })
    await lease.save(progress)
    await lease.release()
  }

  async function run(): Promise<void> {
    // Once, so that a process with an older setting does not take the receiver back after an outage.
    if (!isAdopted) await receivers.adopt(WEBHOOK, target)
    isAdopted = true
    while (!stop.aborted) {
      await askAndDeliver()
      await pause(ASK_EVERY_MS, stop)
    }
  }

  /** If the database is away, the storage watch logs it, and the courier begins again. */
  async function runAgain(): Promise<void> {
    while (!stop.aborted)
      await run().catch((error: unknown) => {
        if (!(error instanceof Refusal)) log.error('the delivery of events failed, and begins again', { error })
        return pause(ASK_EVERY_MS, stop)
      })
  }

  return {
    start() {
      running ??= runAgain()
    },
    async stop() {
      stopping.abort()
      await running
    },
    counts: () => counts,
  }
}

/** Only the first try in vain is logged, and the end of it: a receiver may be away for days. */
function noteOutcome(log: Log, outcome: Outcome, triesBefore: number, details: Record<string, unknown>): void {
  if (outcome.kind === 'given_up')
    log.error('An event was given up, because the receiver of the webhook has refused it for a day.', details)
  else if (outcome.kind === 'delivered' && triesBefore > 0) log.info('the receiver of the webhook takes events again', details)
  else if (outcome.kind === 'again' && triesBefore === 0)
    log.warn('The receiver of the webhook did not take an event. It is tried again, and later events wait for it.', details)
}

const realPause: Pause = (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {})
