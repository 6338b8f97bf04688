import type { App, NamedResponse } from './named-response.ts'

/**
 * Collects the requests that arrive in one turn of the event loop, and answers them in its check phase. All
 * of them have arrived before the first one asks the database, so its answer is new enough for each.
 */
export function createArrivals(app: Pick<App, 'together'>, answer: (outgoing: NamedResponse) => void): (outgoing: NamedResponse) => void {
  let arrived: NamedResponse[] = []
  const answerAll = () => {
    const closed = arrived
    arrived = []
    const work = () => closed.forEach(answer)
    if (app.together === undefined) work()
    else app.together(work)
  }
  return (outgoing) => {
    if (arrived.push(outgoing) === 1) setImmediate(answerAll)
  }
}
