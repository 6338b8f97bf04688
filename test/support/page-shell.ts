/**
 * A shell as the reader of a page has it: it knows `mintmark`, in a folder of its own, on a port that is free.
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

/** A command `name` in `bin` that runs another. */
const addCommand = (bin: string, name: string, ...command: string[]): void =>
  writeFileSync(join(bin, name), `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(' ')} "$@"\n`, { mode: 0o755 })

/** What a checkout has to find the Node that it brings. */
export function layNode(folder: string): void {
  for (const name of ['bin', 'scripts']) symlinkSync(fileAt(`../../${name}`), join(folder, name))
}

/** The commands of a page, and what stands in for tools that a machine may not have. @param node The Node of the machine. */
function binFolder(node: string): string {
  const bin = temporaryFolder()
  const add = (name: string, ...command: string[]) => addCommand(bin, name, process.execPath, ...command)
  addCommand(bin, 'node', node)
  add('mintmark', PROGRAM)
  for (const tool of ['psql', 'pg_dump', 'pg_restore']) add(tool, fileAt('../process/children/postgres-tools.ts'), tool)
  if (!isInstalled('openssl')) add('openssl', fileAt('openssl-rand.ts'))
  return bin
}

/** With this line of a page its reader says `mintmark` in a checkout; the shells here have a command of that name. */
export const IN_A_CHECKOUT = 'mintmark() { npm run --silent mintmark -- "$@"; }'

/** The shell, and all that it has started, ends then. */
const GIVE_UP_AFTER_MS = 150_000

export interface Said {
  stdout: string
  stderr: string
}

/** A shell in `folder` with `env` and `PATH` alone. Rejects, with what was printed till then, where a command fails. @param node The Node of the machine. */
export function shellIn(folder: string, env: Record<string, string>, node = process.execPath): (commands: string) => Promise<Said> {
  const path = `${binFolder(node)}:${process.env.PATH}`
  return (commands) =>
    promisify(execFile)('bash', ['--norc', '-euc', commands], { cwd: folder, env: { PATH: path, ...env }, timeout: GIVE_UP_AFTER_MS })
}

/**
 * In these shells `mintmark serve` and `mintmark dev` come back once the service is ready, in place of the one before; as if the reader had another
 * window for it. `beside URL COMMAND…` starts anything else so. All end with the shell, and what they say lands in `beside.log`.
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
