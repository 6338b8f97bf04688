import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../../log.ts'
import type { Span } from '../../traces/span.ts'
import type { Post, PostAnswer } from '../post.ts'

/** A batch is sent if it is full, or if its first span has waited for this long. */
const MAX_BATCH = 512
const SEND_EVERY_MS = 5_000
/** Some 1.5 MB. Further spans are dropped. */
const MAX_QUEUED = 2_048
/** The pause before the second and last try. */
const RETRY_AFTER_MS = 1_000
/** A process that stops has little time left. */
const FLUSH_LIMIT_MS = 800
/** These answers, and no answer, are worth a second try (OTLP/HTTP, Failures). */
const PASSING = [429, 502, 503, 504]

/** What became of the spans of this process. */
export interface SpanCounts {
  exported: number
  /** Spans for which there was no room, or which no receiver took. */
  dropped: number
}

export interface SpanExporter {
  add(span: Span): void
  counts(): Readonly<SpanCounts>
  /** Sends what waits, if the receiver is quick enough, and drops the rest. */
  stop(): Promise<void>
}

interface Needs {
  /** Writes a batch as a body in JSON. */
  write(spans: readonly Span[]): string
  headers: Record<string, string>
  post: Post
  log: Log
  sendEveryMs?: number
}

/** Creates what sends spans to a receiver of OTLP/HTTP, in batches. It never keeps a request waiting. */
export function createSpanExporter({ write, headers: given, post, log, sendEveryMs = SEND_EVERY_MS }: Needs): SpanExporter {
  const headers = { ...given, 'content-type': 'application/json', 'user-agent': 'mintmark' }
  const counts: SpanCounts = { exported: 0, dropped: 0 }
  const stopping = new AbortController()
  const late = new AbortController()
  const queue: Span[] = []
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<void> | undefined
  let isAway = false

  async function send(batch: readonly Span[]): Promise<void> {
    const message = { headers, body: write(batch) }
    let answer = await post(message, late.signal)
    if (isPassing(answer) && !stopping.signal.aborted) {
      await sleep(RETRY_AFTER_MS, undefined, { signal: stopping.signal, ref: false }).catch(() => {})
      answer = await post(message, late.signal)
    }
    const isTaken = answer.kind === 'answered' && answer.status >= 200 && answer.status < 300
    counts[isTaken ? 'exported' : 'dropped'] += batch.length
    if (isTaken === isAway) note(answer, isTaken)
    isAway = !isTaken
  }

  function note({ kind: _, ...why }: PostAnswer, isTaken: boolean): void {
    if (isTaken) log.info('the receiver of traces takes spans again', { dropped: counts.dropped })
    else log.warn('The receiver of traces takes no spans, so they are dropped. Check OTEL_EXPORTER_OTLP_ENDPOINT.', why)
  }

  async function sendAll(): Promise<void> {
    do await send(queue.splice(0, MAX_BATCH))
    while (queue.length >= MAX_BATCH || (stopping.signal.aborted && queue.length > 0))
    sending = undefined
    if (queue.length > 0) wake()
  }

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (queue.length > 0) sending ??= sendAll()
  }

  function wake(): void {
    timer ??= setTimeout(flush, sendEveryMs).unref()
  }

  return {
    add(span) {
      if (queue.length >= MAX_QUEUED || stopping.signal.aborted) counts.dropped += 1
      else if (queue.push(span) >= MAX_BATCH) flush()
      else wake()
    },
    counts: () => counts,
    async stop() {
      stopping.abort()
      const cut = setTimeout(() => late.abort(), FLUSH_LIMIT_MS)
      flush()
      await sending
      clearTimeout(cut)
    },
  }
}

const isPassing = (answer: PostAnswer): boolean => answer.kind === 'none' || PASSING.includes(answer.status)
