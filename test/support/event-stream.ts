import { EVENT_STREAM } from '../../scripts/judge/event-lines.ts'
import { contract, faultsOf } from './contract.ts'

/** The fields of server-sent events that the service sends, each on a line (WHATWG HTML §9.2.5). */
const EVENT_STREAM_LINE = /^(?::|id: [\w-]+|data: (?<data>\{.*\}))?$/

/**
 * Returns a stream so that each event is checked as it comes, and a departure breaks the body. Any other
 * response is returned as it is.
 */
export function checkedEvents(response: Response): Response {
  if (!isEventStream(response) || response.body === null) return response
  let rest = ''
  const decoder = new TextDecoder()
  const check = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
      rest = lines.pop()!
      for (const line of lines) {
        const match = EVENT_STREAM_LINE.exec(line)
        const found =
          match === null
            ? ['a line that is no field']
            : match.groups?.data === undefined
              ? []
              : faultsOf(contract.components.schemas.Event, JSON.parse(match.groups.data))
        if (found.length > 0) throw new Error(`a stream departs from the contract: ${found.join('; ')}\n${line}`)
      }
      controller.enqueue(chunk)
    },
  })
  return new Response(response.body.pipeThrough(check), response)
}

/** A stream may have no end, so nobody may wait for its whole body. */
export const isEventStream = (response: Response): boolean => response.headers.get('content-type') === EVENT_STREAM
