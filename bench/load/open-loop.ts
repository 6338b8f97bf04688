import { setTimeout as sleep } from 'node:timers/promises'
import { openConnection } from './connection.ts'
import type { RequestText } from './request.ts'

export interface OpenLoopOptions {
  port: number
  connections: number
  requests: readonly RequestText[]
  perSecond: number
}

/**
 * Sends at a fixed rate, even if the answers do not keep up. A latency counts from the planned time, so a
 * server that stands still pays for all requests that wait.
 *
 * @returns the latencies.
 */
export async function openLoop({ port, connections, requests, perSecond }: OpenLoopOptions): Promise<number[]> {
  const done = Promise.withResolvers<void>()
  const open = await Promise.all(Array.from({ length: connections }, () => openConnection(port, done.reject)))
  const idle = [...open]
  const due: { request: RequestText; dueAt: number }[] = []
  const latenciesMs: number[] = []

  const sendDue = (): void => {
    while (due.length > 0 && idle.length > 0) {
      const connection = idle.pop()!
      const { request, dueAt } = due.shift()!
      connection.send(request, () => {
        latenciesMs.push(performance.now() - dueAt)
        idle.push(connection)
        if (latenciesMs.length === requests.length) done.resolve()
        sendDue()
      })
    }
  }
  const start = performance.now()
  const schedule = async () => {
    for (const [i, request] of requests.entries()) {
      const wait = start + (i * 1000) / perSecond - performance.now()
      if (wait > 0) await sleep(wait)
      due.push({ request, dueAt: performance.now() })
      sendDue()
    }
  }
  await Promise.all([schedule(), done.promise])
  for (const connection of open) connection.close()
  return latenciesMs
}
