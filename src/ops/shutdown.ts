import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { Log } from '../log.ts'

/** Of the 10 s that a supervisor is promised: requests get until the first, everything until the second. */
const CUT_CONNECTIONS_AFTER_MS = 8_000
const GIVE_UP_AFTER_MS = 9_000

/** How often connections that have fallen idle are looked for. */
const SWEEP_EVERY_MS = 50
/** How long a connection that has sent nothing yet may still send a request that was on its way. */
const SILENT_FOR_MS = 500

/**
 * Ends a server in order: it accepts no more connections, closes those that are idle, and answers what is in flight. False where that took so
 * long that connections were cut.
 *
 * Begin before it listens: which connections have never sent anything can only be told by having seen them come.
 */
export function createShutdown({ server, log }: { server: Server; log: Log }): () => Promise<boolean> {
  const connections = new Set<Socket>()
  let stopping = false
  server.on('connection', (socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  server.prependListener('request', (_, response) => {
    if (stopping) response.shouldKeepAlive = false
  })

  return async () => {
    stopping = true
    const finished = await drain(server, connections)
    if (!finished) log.warn('Connections were cut: their requests took too long to finish.', { afterMs: CUT_CONNECTIONS_AFTER_MS })
    return finished
  }
}

/** Resolves once no connection is left, by force at last. */
async function drain(server: Server, connections: Set<Socket>): Promise<boolean> {
  const { promise: closed, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  let finished = true
  const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_EVERY_MS)
  const silence = setTimeout(() => {
    for (const socket of connections) if (socket.bytesRead === 0) socket.destroy()
  }, SILENT_FOR_MS)
  const cut = setTimeout(() => {
    finished = false
    server.closeAllConnections()
  }, CUT_CONNECTIONS_AFTER_MS)
  await closed
  clearInterval(sweep)
  clearTimeout(silence)
  clearTimeout(cut)
  return finished
}

/** A terminal signals every process of a job, and npm hands the signal on besides: signals at one moment are one wish. */
const ONE_WISH_MS = 500

/**
 * The first SIGTERM or SIGINT. A later one, from an operator who does not want to wait, ends the process at once.
 *
 * Call it before anything else: a process that is the first of its container is not ended by a signal that it does not listen to.
 */
export function firstSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>()
  let impatient = false
  const hear = (signal: NodeJS.Signals) => {
    if (impatient) process.exit(1)
    resolve(signal)
    setTimeout(() => {
      impatient = true
    }, ONE_WISH_MS).unref()
  }
  process.on('SIGTERM', hear)
  process.on('SIGINT', hear)
  return promise
}

/** Ends the process if it has not ended by itself in time. The timer keeps nothing alive. */
export function giveUpInTime(log: Log): void {
  const giveUp = () => {
    log.error('The service did not stop in time and was ended.', { afterMs: GIVE_UP_AFTER_MS })
    process.exit(1)
  }
  setTimeout(giveUp, GIVE_UP_AFTER_MS).unref()
}
