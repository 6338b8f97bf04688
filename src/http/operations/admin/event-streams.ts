import { unavailable } from '../../../errors.ts'
import type { NamedResponse } from '../../server/named-response.ts'

/** The streams of the audit trail that are open in this process. */
export interface EventStreams {
  /**
   * Opens a stream. It takes from `read` only what its client takes, so that a slow one costs no memory.
   *
   * @param ends `early`: after a failure the client must see that something is missing.
   * @throws {Refusal} unavailable if too many are open, or if the service stops.
   */
  open(outgoing: NamedResponse, read: (stop: AbortSignal) => AsyncGenerator<string>, ends: 'early' | 'just'): ReadableStream<Uint8Array>
  /** Ends all streams, and refuses new ones. */
  endAll(): void
}

const MAX_STREAMS = 20
const RETRY_AFTER_SECONDS = 10

export function createEventStreams(): EventStreams {
  const open = new Set<AbortController>()
  let isStopping = false
  return {
    open(outgoing, read, ends) {
      if (isStopping) throw unavailable('The service is stopping.', undefined, 1)
      if (open.size >= MAX_STREAMS) throw unavailable('There are too many streams of events.', undefined, RETRY_AFTER_SECONDS)
      const stopping = new AbortController()
      open.add(stopping)
      outgoing.once('close', () => {
        open.delete(stopping)
        stopping.abort()
      })
      const cutOff = () => {
        if (ends === 'early') outgoing.destroy()
      }
      return pulled(read(stopping.signal), cutOff)
    },
    endAll() {
      isStopping = true
      for (const stopping of open) stopping.abort()
    },
  }
}

/** The stream of a generator. After a failure, which the client learns by `cutOff`, it is over. */
function pulled(texts: AsyncGenerator<string>, cutOff: () => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream(
    {
      async pull(controller) {
        const next = await texts.next().catch(cutOff)
        if (next === undefined || next.done) controller.close()
        else controller.enqueue(encoder.encode(next.value))
      },
      async cancel() {
        await texts.return(undefined)
      },
    },
    { highWaterMark: 0 },
  )
}
