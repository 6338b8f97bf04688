import { reasonOf } from './aborting.ts'
import type { Aborted } from './result.ts'
import { failureOf } from './transport.ts'

/** Runs, or joins the present run. */
export type SingleFlight<T> = (run: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal) => Promise<T | Aborted>

interface Flight<T> {
  result: Promise<T>
  waiting: number
  controller: AbortController
}

/**
 * Creates one run for any number of concurrent callers. A caller that aborts leaves at once and alone; when
 * the last one has left, the run is aborted.
 */
export function createSingleFlight<T>(): SingleFlight<T> {
  let current: Flight<T> | undefined

  function start(run: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController()
    const flight = { result: run(controller.signal), waiting: 0, controller }
    const over = () => {
      if (current === flight) current = undefined
    }
    flight.result.then(over, over)
    return flight
  }

  return async (run, signal) => {
    const flight = current ?? start(run)
    current = flight
    flight.waiting += 1
    try {
      return await untilAborted(flight.result, signal)
    } finally {
      flight.waiting -= 1
      if (flight.waiting === 0) {
        if (current === flight) current = undefined
        flight.controller.abort()
      }
    }
  }
}

/** Waits for `promise`, but no longer than until `signal` is aborted. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T | Aborted> {
  if (signal === undefined) return promise
  return new Promise((resolve, reject) => {
    const abort = () => resolve(failureOf(reasonOf(signal), signal) as Aborted)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
