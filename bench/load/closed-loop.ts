import { type Connection, openConnection } from './connection.ts'
import type { RequestText } from './request.ts'

export interface LoadOptions {
  port: number
  connections: number
  /** What to send on the connection of that number; undefined where there is no more. */
  next(connection: number): RequestText | undefined
  /** No request is sent after it. Absent: until `next` has no more. */
  seconds?: number
  onAnswer?(answer: string, connection: number): void
  /**
   * Keeps this process from sleeping while it waits for answers: a server pays for every sleeper that it wakes, and over a network it would not.
   * Off where the server needs this core too.
   */
  stayAwake?: boolean
}

export interface Load {
  answered: number
  seconds: number
  latenciesMs: number[]
}

/** Each connection sends its next request when the one before was answered. Any answer but 200 is a failure. */
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
