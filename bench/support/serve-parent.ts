/**
 * The other end of `child.ts`: a process of the bench answers the process that started it.
 *
 * @module
 */

import type { AddressInfo } from 'node:net'

export interface Question {
  id: number
  name: string
  argument: unknown
}

export type Reply = { id: number; value: unknown } | { id: number; error: string }

export type Answers = Record<string, (argument: never) => unknown>

/**
 * Answers the parent's questions; `port` is the first. It ends when the parent disconnects, so a profile is
 * written.
 */
export function serveParent(answers: Answers & { port: () => number }): void {
  const all: Answers = answers
  process.on('message', async ({ id, name, argument }: Question) => {
    try {
      process.send!({ id, value: await all[name]!(argument as never) } satisfies Reply)
    } catch (error) {
      process.send!({ id, error: String(error) } satisfies Reply)
    }
  })
  process.on('disconnect', () => process.exit(0))
}

/** A server of any of Node's modules. */
export interface Listening {
  listen(port: number, host: string, ready: () => void): unknown
  address(): AddressInfo | string | null
}

/** For a process that only loops and does not listen. */
export const noPort = { port: () => 0 }

/**
 * Listens on a free port of this machine, then answers the parent.
 *
 * @param answers The answers beside `port`.
 */
export function listenForParent(server: Listening, answers: Answers = {}): void {
  server.listen(0, '127.0.0.1', () => serveParent({ port: () => (server.address() as AddressInfo).port, ...answers }))
}
