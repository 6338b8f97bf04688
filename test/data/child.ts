import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Runs a file of `children/` in its own process. */
export function startChild(name: string, ...args: string[]): ChildProcessWithoutNullStreams {
  const child = spawn(process.execPath, [fileURLToPath(new URL(`./children/${name}.ts`, import.meta.url)), ...args])
  child.stderr.pipe(process.stderr)
  return child
}

export const ended = (child: ChildProcessWithoutNullStreams): Promise<unknown[]> => once(child, 'close')
