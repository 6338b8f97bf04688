/**
 * A shell like that of a page's reader. It has `mintmark`, its own folder and a free port.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { existsSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { temporaryFolder } from '../process/mintmark.ts'
import { PROGRAM } from './program.ts'

const fileAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const isInstalled = (tool: string): boolean => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, tool)))

/** Adds a command `name` to `bin` that runs another command. */
const addCommand = (bin: string, name: string, ...command: string[]): void =>
  writeFileSync(join(bin, name), `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(' ')} "$@"\n`, { mode: 0o755 })

/** Adds what a checkout needs to find the Node that it brings. */
export function layNode(folder: string): void {
  for (const name of ['bin', 'scripts']) symlinkSync(fileAt(`../../${name}`), join(folder, name))
}

/**
 * Creates a folder with the commands of a page, and with replacements for tools that a machine may lack.
 * @param node The machine's Node.
 */
function binFolder(node: string): string {
  const bin = temporaryFolder()
  const add = (name: string, ...command: string[]) => addCommand(bin, name, process.execPath, ...command)
  addCommand(bin, 'node', node)
  add('mintmark', PROGRAM)
  for (const tool of ['psql', 'pg_dump', 'pg_restore']) add(tool, fileAt('../process/children/postgres-tools.ts'), tool)
  if (!isInstalled('openssl')) add('openssl', fileAt('openssl-rand.ts'))
  return bin
}

/**
 * With this line of a page, its reader can type `mintmark` in a checkout. The shells here have a command of
 * that name.
 */
export const IN_A_CHECKOUT = 'mintmark() { npm run --silent mintmark -- "$@"; }'

/** After this time the shell and everything it has started ends. */
const GIVE_UP_AFTER_MS = 150_000

export interface Said {
  stdout: string
  stderr: string
}

/**
 * Returns a shell in `folder` with only `env` and `PATH`. It rejects, with the output so far, if a command
 * fails.
 * @param node The machine's Node.
 */
export function shellIn(folder: string, env: Record<string, string>, node = process.execPath): (commands: string) => Promise<Said> {
  const path = `${binFolder(node)}:${process.env.PATH}`
  return (commands) =>
    promisify(execFile)('bash', ['--norc', '-euc', commands], { cwd: folder, env: { PATH: path, ...env }, timeout: GIVE_UP_AFTER_MS })
}

/**
 * Makes `mintmark serve` and `mintmark dev` replace the previous service and return when the new one is
 * ready. `beside URL COMMAND…` starts anything else that way; all end with the shell and write to
 * `beside.log`.
 */
export const BESIDE = `
service=
others=()
stop_service() { if [ -n "$service" ]; then kill "$service" && wait "$service" || true; service=; fi; }
trap 'stop_service; kill "\${others[@]}" 2>/dev/null || true' EXIT
until_answers() {
  until curl -s "$1" >/dev/null; do
    kill -0 "$2" 2>/dev/null || { cat beside.log >&2; return 1; }
    sleep 0.05
  done
}
beside() {
  "\${@:2}" >>beside.log 2>&1 &
  others+=($!)
  until_answers "$1" $!
}
mintmark() {
  case "\${1-}" in serve | dev) ;; *) command mintmark "$@"; return ;; esac
  stop_service
  command mintmark "$@" >>beside.log 2>&1 &
  service=$!
  until_answers "http://127.0.0.1:$PORT/readyz" $service
}
`
