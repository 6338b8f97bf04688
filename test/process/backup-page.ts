/**
 * Runs the commands of `docs/backup-and-restore.md` as they stand there.
 *
 * @module
 */
import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { temporaryFolder } from './mintmark.ts'

const fileAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The blocks of commands below `### step` of `## section`, without the indentation of a list. */
export function commandsOf(section: string, step: 'Back up' | 'Restore'): string[] {
  const page = readFileSync(fileAt('../../docs/backup-and-restore.md'), 'utf8')
  const below = (text: string, heading: string) => text.split(`\n${heading}\n`)[1]!
  const steps = below(page, `## ${section}`).split('\n## ')[0]!
  const text = below(steps, `### ${step}`).split('\n### ')[0]!
  return [...text.matchAll(/^( *)```sh\n(.*?)^ *```$/gms)].map(([, indent, block]) => block!.replaceAll(new RegExp(`^${indent}`, 'gm'), ''))
}

/** A shell in `folder` that knows `mintmark`, and the tools of PostgreSQL or what stands in for them. Rejects where a command fails. */
export function shellIn(folder: string, env: Record<string, string>): (commands: string) => Promise<string> {
  const bin = temporaryFolder()
  const add = (name: string, ...command: string[]) =>
    writeFileSync(join(bin, name), `#!/bin/sh\nexec ${[process.execPath, ...command].map((word) => `'${word}'`).join(' ')} "$@"\n`, {
      mode: 0o755,
    })
  add('mintmark', fileAt('../../src/main.ts'))
  for (const tool of ['psql', 'pg_dump', 'pg_restore']) add(tool, fileAt('children/postgres-tools.ts'), tool)
  return async (commands) => {
    const shell = promisify(execFile)('bash', ['-euc', commands], { cwd: folder, env: { PATH: `${bin}:${process.env.PATH}`, ...env } })
    return (await shell).stdout
  }
}
