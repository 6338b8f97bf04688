import { type Connection, openConnection } from './connection.ts'
import type { RequestText } from './request.ts'

export interface LoadOptions {
  port: number
  connections: number
  /** Returns the next request for the connection of that number; undefined if there are no more. */
  next(connection: number): RequestText | undefined
  /** After this time, no request is sent. If absent, the load ends when `next` has no more. */
  seconds?: number
  onAnswer?(answer: string, connection: number): void
  /**
   * Stays awake while it waits: a server pays for each sleeper that it wakes, though not over a network.
   * Leave it off if the server needs this core too.
   */
  stayAwake?: boolean
}

export interface Load {
  answered: number
  seconds: number
  latenciesMs: number[]
}

/**
 * Each connection sends its next request after the answer to the last one. Any answer except 200 is a
 * failure.
 */
export async function closedLoop({ port, connections, seconds, next, onAnswer, stayAwake = false }: LoadOptions): Promise<Load> {
  const broken = Promise.withResolvers<never>()
  const open: Connection[] = []
  for (let i = 0; i < connections; i += 1) open.push(await openConnection(port, broken.reject))
  const latenciesMs: number[] = []
  const start = performance.now()
  const deadline = start + (seconds ?? Number.POSITIVE_INFINITY) * 1000

  const drive = (connection: Connection, number: number) =>
    new Promise<void>((resolve) => {
      let sentAt = 0
      const send = (now: number): void => {
        const request = now < deadline ? next(number) : undefined
        if (request === undefined) resolve()
        else connection.send(request, take)
        sentAt = now
      }
      const take = (answer: string): void => {
        const now = performance.now()
        latenciesMs.push(now - sentAt)
        onAnswer?.(answer, number)
        send(now)
      }
      send(performance.now())
    })
  const done = Promise.race([Promise.all(open.map(drive)), broken.promise])
  try {
    await (stayAwake ? awakeUntil(done) : done)
    return { answered: latenciesMs.length, seconds: (performance.now() - start) / 1000, latenciesMs }
  } finally {
    for (const connection of open) connection.close()
  }
}

async function awakeUntil(done: Promise<unknown>): Promise<void> {
  let awake = true
  const turn = (): void => {
    if (awake) setImmediate(turn)
  }
  turn()
  await done.finally(() => {
    awake = false
  })
}
