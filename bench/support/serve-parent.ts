/** The other end of `child.ts`: what a process of the bench tells the one that started it. @module */

export interface Question {
  id: number
  name: string
  argument: unknown
}

export type Reply = { id: number; value: unknown } | { id: number; error: string }

export interface Usage {
  /** Of all threads, in the user's and the kernel's time. */
  cpuMicros: number
  rssBytes: number
}

export type Answers = Record<string, (argument: never) => unknown>

function usage(): Usage {
  const { user, system } = process.cpuUsage()
  return { cpuMicros: user + system, rssBytes: process.memoryUsage.rss() }
}

/** Answers the parent's questions; `hello` is the first. Ends when the parent lets go, so that a profile is written. */
export function serveParent(answers: Answers & { hello: () => unknown }): void {
  const all: Answers = { usage, ...answers }
  process.on('message', async ({ id, name, argument }: Question) => {
    try {
      process.send!({ id, value: await all[name]!(argument as never) } satisfies Reply)
    } catch (error) {
      process.send!({ id, error: String(error) } satisfies Reply)
    }
  })
  process.on('disconnect', () => process.exit(0))
}
