import { within } from './aborting.ts'
import type { Aborted, Answered, NetworkFailure } from './result.ts'

/** `fetch`, or what stands in for it. */
export type Fetch = (request: Request) => Promise<Response>

/** An answer that was read to its end. */
export interface Received extends Answered {
  text: string
}

export type Sent<A extends Answered = Answered> = A | NetworkFailure | Aborted

/** Sends once. `signal` is the caller's. */
export type Send<A extends Answered = Answered> = (request: Request, signal: AbortSignal) => Promise<Sent<A>>

/** What became of what was thrown while `signal` might have been aborted. */
export const failureOf = (cause: unknown, signal: AbortSignal | undefined): NetworkFailure | Aborted => ({
  status: signal?.aborted ? 'aborted' : 'network',
  cause,
})

/** Sends to others, who may stream for as long as they like. The request has the caller's signal in it. */
export const createSend =
  (fetch: Fetch): Send =>
  async (request, signal) => {
    try {
      return { status: 'answered', response: await fetch(request) }
    } catch (cause) {
      return failureOf(cause, signal)
    }
  }

/** Sends to the service, which must have answered in full after `timeoutSeconds`. */
export const createExchange =
  (fetch: Fetch, timeoutSeconds: number): Send<Received> =>
  async (request, signal) => {
    try {
      return await within(timeoutSeconds, signal, async (bounded) => {
        const response = await fetch(new Request(request, { signal: bounded }))
        // An answer that is cut off in its middle is none.
        return { status: 'answered', response, text: await response.text() }
      })
    } catch (cause) {
      return failureOf(cause, signal)
    }
  }
