import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { Log } from '../log.ts'

/** A supervisor waits 10 s. Connections are cut after the first time; the process ends after the second. */
const CUT_CONNECTIONS_AFTER_MS = 8_000
const GIVE_UP_AFTER_MS = 9_000

/** How often connections that have become idle are closed. */
const SWEEP_EVERY_MS = 50
/** How long a connection that has sent nothing yet may still send a request that is under way. */
const SILENT_FOR_MS = 500
/** How many turns of the event loop accept connections after the signal, while clients go on connecting. */
const MAX_ACCEPTING_TURNS = 100

/**
 * Creates the shutdown of a server. Call this before the server listens, since it must see every connection
 * to know which have never sent anything.
 *
 * @returns A function that accepts no more connections, closes idle ones, and waits for requests in flight.
 * It returns false if the requests took so long that connections were cut.
 */
export function createShutdown({ server, log }: { server: Server; log: Log }): () => Promise<boolean> {
  const connections = new Set<Socket>()
  let accepted = 0
  let stopping = false
  server.on('connection', (socket) => {
    accepted += 1
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  server.prependListener('request', (_, response) => {
    if (stopping) response.shouldKeepAlive = false
  })

  return async () => {
    stopping = true
    await acceptAll(() => accepted)
    const finished = await drain(server, connections)
    if (!finished) log.warn('Connections were cut: their requests took too long to finish.', { afterMs: CUT_CONNECTIONS_AFTER_MS })
    return finished
  }
}

/**
 * Accepts the connections that have come in, because the system resets those that wait when the port closes.
 * Node accepts at most one in a turn of the event loop.
 *
 * @param accepted Returns how many connections the server has accepted so far.
 */
async function acceptAll(accepted: () => number): Promise<void> {
  // Node handles a signal last in its turn, so that turn accepts no more.
  await setImmediate()
  for (let turn = 0, before = -1; turn < MAX_ACCEPTING_TURNS && before !== accepted(); turn += 1) {
    before = accepted()
    await setImmediate()
  }
}

/** Waits until no connection is left. Returns false if it had to cut connections. */
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
    // One in its handshake has no request yet, so the server does not know it.
    for (const socket of connections) socket.destroy()
  }, CUT_CONNECTIONS_AFTER_MS)
  await closed
  clearInterval(sweep)
  clearTimeout(silence)
  clearTimeout(cut)
  return finished
}

/**
 * Signals within this time count as one. A terminal signals every process of a job, and npm passes the
 * signal on too.
 */
const ONE_WISH_MS = 500

/**
 * Listens for SIGTERM and SIGINT. Call it before anything else: the first process of a container ignores
 * signals that it does not listen for.
 *
 * @returns The first signal. A later one, from an operator who cannot wait, ends the process at once.
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

/** Ends the process if it has not ended by itself in time. The timer does not keep the process alive. */
export function giveUpInTime(log: Log): void {
  const giveUp = () => {
    log.error('The service did not stop in time and was ended.', { afterMs: GIVE_UP_AFTER_MS })
    process.exit(1)
  }
  setTimeout(giveUp, GIVE_UP_AFTER_MS).unref()
}
