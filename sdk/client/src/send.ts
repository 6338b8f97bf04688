import type { Aborted, Answered, NetworkFailure } from './result.ts'

/** `fetch`, or what stands in for it. */
export type Fetch = (request: Request) => Promise<Response>

export type Sent = Answered | NetworkFailure | Aborted

/** What became of what was thrown while `signal` might have been aborted. */
export const failureOf = (cause: unknown, signal: AbortSignal | undefined): NetworkFailure | Aborted => ({
  status: signal?.aborted ? 'aborted' : 'network',
  cause,
})

/** Sends once. The time that `timeoutSeconds` gives is for the whole answer; without it there is no end. */
export async function send(
  fetch: Fetch,
  request: Request,
  { signal, timeoutSeconds }: { signal?: AbortSignal | undefined; timeoutSeconds?: number | undefined },
): Promise<Sent> {
  const ends = [signal, timeoutSeconds === undefined ? undefined : AbortSignal.timeout(timeoutSeconds * 1000)]
  const given = ends.filter((end) => end !== undefined)
  try {
    const bounded = given.length === 0 ? request : new Request(request, { signal: AbortSignal.any([request.signal, ...given]) })
    return { status: 'answered', response: await fetch(bounded) }
  } catch (cause) {
    return failureOf(cause, signal)
  }
}
