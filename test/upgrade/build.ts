/** A build of Mintmark in a folder: this one, or one from the history. @module */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

export type Env = Record<string, string>

export interface Serving {
  url: string
  /** Stops it as a supervisor does. Throws unless it ends with 0. */
  stop(): Promise<void>
}

export interface Build {
  serve(env: Env): Promise<Serving>
  /** Returns what a command prints. Throws unless it ends with 0. */
  run(env: Env, args: string, input?: string): Promise<string>
}

const children = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL')
})

export function createBuild(folder: string): Build {
  const start = (env: Env, args: string[]) => {
    const child = spawn(process.execPath, [join(folder, 'src/main.ts'), ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    children.add(child)
    child.once('exit', () => children.delete(child))
    return child
  }
  return {
    async serve(env) {
      const child = start(env, ['serve'])
      const exited = once(child, 'exit')
      const { promise: listening, resolve } = Promise.withResolvers<string>()
      let said = ''
      for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (chunk: string) => {
          said += chunk
          const url = /"url":"([^"]+)".*"listening"/.exec(said)?.[1]
          if (url !== undefined) resolve(url)
        })
      const failed = exited.then(() => {
        throw new Error(`It ended before it listened:\n${said}`)
      })
      failed.catch(() => {})
      return {
        url: await Promise.race([listening, failed]),
        async stop() {
          child.kill('SIGTERM')
          const [code] = await exited
          if (code !== 0) throw new Error(`It ended with ${code}:\n${said}`)
        },
      }
    },
    async run(env, args, input = '') {
      const child = start(env, args.split(' '))
      const exited = once(child, 'exit')
      child.stdin.end(input)
      const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), exited])
      if (code !== 0) throw new Error(`${args} ended with ${code}:\n${out}${errors}`)
      return out
    },
  }
}
