/** The other end of `child.ts`: what a process of the bench tells the one that started it. @module */

import type { AddressInfo } from 'node:net'

export interface Question {
  id: number
  name: string
  argument: unknown
}

export type Reply = { id: number; value: unknown } | { id: number; error: string }

export type Answers = Record<string, (argument: never) => unknown>

/** Answers the parent's questions; `port` is the first. Ends when the parent lets go, so that a profile is written. */
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

/** For what only loops and listens nowhere. */
export const noPort = { port: () => 0 }

/** Listens on a free port of this machine, then answers the parent. The answers that there are beside `port` are given. */
export function listenForParent(server: Listening, answers: Answers = {}): void {
  server.listen(0, '127.0.0.1', () => serveParent({ port: () => (server.address() as AddressInfo).port, ...answers }))
}
