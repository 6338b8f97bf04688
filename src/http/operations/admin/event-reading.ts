import { setTimeout as sleep } from 'node:timers/promises'
import { type EventFeed, type EventPosition, FIRST_POSITION, type PlacedEvent } from '../../../events/event-feed.ts'
import { matches } from '../../../events/event-filter.ts'
import { eventJson } from '../../../events/event-json.ts'
import type { EventFilter } from '../../../events/event-store.ts'
import type { System } from '../../../system.ts'
import { eventStreamCursor } from '../wire/page.ts'

/** What a stream reads, and for how long it may. */
export interface Reading {
  /** Undefined if the request has no cursor. */
  from: EventPosition | undefined
  filter: EventFilter
  /** Resolves if the token is still good. @throws {Refusal} if it is not. */
  askAgain(): Promise<void>
  /** When the token expires. */
  endsAtMs: number
  stop: AbortSignal
}

interface Needs {
  feed: EventFeed
  system: System
}

/** What a slow reader can make this process hold. */
const PAGE = 100
const LOOK_EVERY_MS = 1_000
const ASK_EVERY_MS = 10_000
/** Shorter than the time after which proxies and this server close a connection on which nothing moves. */
const COMMENT_EVERY_MS = 15_000

/** Gives the events up to now as lines of JSON, the oldest first. Each has the cursor to go on from. */
export async function* linesOf({ feed }: Needs, { from = FIRST_POSITION, filter, askAgain }: Reading): AsyncGenerator<string> {
  for (let position = from; ; ) {
    const page = await feed.listAfter(position, PAGE)
    await askAgain()
    const wanted = page.filter(({ event }) => matches(filter, event))
    if (wanted.length > 0) yield wanted.map((one) => `${JSON.stringify({ ...eventJson(one.event), cursor: cursorOf(one) })}\n`).join('')
    if (page.length < PAGE) return
    position = page.at(-1)!.position
  }
}

/**
 * Gives the events after the cursor, or from now on, as server-sent events (WHATWG HTML §9.2). It ends when
 * the token does.
 */
export async function* serverSentEvents({ feed, system }: Needs, reading: Reading): AsyncGenerator<string> {
  const { from, filter, askAgain, endsAtMs, stop } = reading
  let position = from ?? (await feed.end())
  let [askedAtMs, sentAtMs] = [system.elapsedMs(), system.elapsedMs()]
  // Without data there is no event, but the client has a cursor from the beginning.
  yield idLine(position)
  while (!stop.aborted && system.nowMs() < endsAtMs) {
    const page = await feed.listAfter(position, PAGE)
    const nowMs = system.elapsedMs()
    if (page.length > 0 || nowMs - askedAtMs >= ASK_EVERY_MS) {
      await askAgain()
      askedAtMs = nowMs
    }
    position = page.at(-1)?.position ?? position
    const wanted = page.filter(({ event }) => matches(filter, event))
    if (wanted.length > 0 || nowMs - sentAtMs >= COMMENT_EVERY_MS) {
      sentAtMs = nowMs
      yield wanted.length > 0 ? wanted.map(sentEvent).join('') : `:\n${idLine(position)}`
    }
    if (page.length < PAGE) await sleep(LOOK_EVERY_MS, undefined, { signal: stop }).catch(() => {})
  }
}

const cursorOf = ({ position }: PlacedEvent): string => eventStreamCursor(position)

const idLine = (position: EventPosition): string => `id: ${eventStreamCursor(position)}\n\n`

const sentEvent = (one: PlacedEvent): string => `data: ${JSON.stringify(eventJson(one.event))}\n${idLine(one.position)}`
