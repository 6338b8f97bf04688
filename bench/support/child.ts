import { fileURLToPath } from 'node:url'
import { nodeCommand, type Server, type StartOptions, startProcess } from './process.ts'
import type { Question, Reply } from './serve-parent.ts'

/** A server of the bench. It also answers questions of the process that started it. */
export interface Child extends Server {
  ask<Answer>(question: string, argument?: unknown): Promise<Answer>
}

/** Starts `bench/<script>` and waits until it is ready. */
export async function startChild(script: string, options: StartOptions): Promise<Child> {
  const file = fileURLToPath(new URL(`../${script}`, import.meta.url))
  const running = startProcess(script, nodeCommand(file, [], options.profileFolder), { ...options, channel: true })
  const { child, failed } = running
  const replies = new Map<number, (reply: Reply) => void>()
  child.on('message', (reply: Reply) => {
    replies.get(reply.id)?.(reply)
    replies.delete(reply.id)
  })
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
  return { ...running, ask, port: await ask<number>('port') }
}
