import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type Place, placed } from './cores.ts'
import type { Question, Reply, Usage } from './serve-parent.ts'

/** A process of the bench that answers questions. */
export interface Child {
  /** What it said when it was ready. */
  readonly hello: Record<string, unknown>
  ask<Answer>(name: string, argument?: unknown): Promise<Answer>
  /** What it has used so far. */
  usage(): Promise<Usage>
  stop(): Promise<void>
}

export interface ChildOptions {
  place: Place
  /** Where it leaves a CPU profile when it stops. */
  profileFolder?: string | undefined
  env?: NodeJS.ProcessEnv
}

/** Starts `bench/<script>` and waits until it is ready. */
export async function startChild(script: string, { place, profileFolder, env = process.env }: ChildOptions): Promise<Child> {
  const flags = profileFolder === undefined ? [] : ['--cpu-prof', '--cpu-prof-interval', '250', '--cpu-prof-dir', profileFolder]
  const file = fileURLToPath(new URL(`../${script}`, import.meta.url))
  const [command, ...rest] = placed(place, [process.execPath, ...flags, file])
  const child = spawn(command!, rest, { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'], serialization: 'advanced' })
  const replies = new Map<number, (reply: Reply) => void>()
  child.on('message', (reply: Reply) => {
    replies.get(reply.id)?.(reply)
    replies.delete(reply.id)
  })
  const gone = once(child, 'exit')
  const failed = gone.then(([code]) => {
    throw new Error(`${script} ended with ${code}`)
  })
  failed.catch(() => {}) // Nobody may be asking when it ends.
  let lastId = 0
  const ask = <Answer>(name: string, argument?: unknown) =>
    Promise.race([
      new Promise<Answer>((resolve, reject) => {
        lastId += 1
        replies.set(lastId, (reply) => ('error' in reply ? reject(new Error(`${script}: ${reply.error}`)) : resolve(reply.value as Answer)))
        child.send({ id: lastId, name, argument } satisfies Question)
      }),
      failed,
    ])
  return {
    hello: await ask('hello'),
    ask,
    usage: () => ask<Usage>('usage'),
    async stop() {
      if (child.connected) child.disconnect()
      await gone
    },
  }
}
