import type { System } from '../../system.ts'
import type { App, NamedResponse } from './named-response.ts'

/**
 * Collects the requests that arrive in one turn of the event loop, and answers them in its check phase. All
 * of them have arrived before the first one asks the database, so its answer is new enough for each.
 *
 * @param answer Gets the time at which the first of them arrived, by `System.elapsedMs`. To read the clock
 * for each would cost more.
 */
export function createArrivals(
  app: Pick<App, 'together'>,
  system: Pick<System, 'elapsedMs'>,
  answer: (outgoing: NamedResponse, arrivedAtMs: number) => void,
): (outgoing: NamedResponse) => void {
  let arrived: NamedResponse[] = []
  let firstAtMs = 0
  const answerAll = () => {
    const closed = arrived
    const atMs = firstAtMs
    arrived = []
    const work = () => {
      for (const outgoing of closed) answer(outgoing, atMs)
    }
    if (app.together === undefined) work()
    else app.together(work)
  }
  return (outgoing) => {
    if (arrived.push(outgoing) > 1) return
    firstAtMs = system.elapsedMs()
    setImmediate(answerAll)
  }
}
