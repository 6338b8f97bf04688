import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runInstall } from './process.ts'

const BENCH = fileURLToPath(new URL('..', import.meta.url))
const LOCK = `${BENCH}package-lock.json`
/** npm writes it at the end of an installation. */
const INSTALLED = `${BENCH}node_modules/.package-lock.json`

/**
 * Installs the packages of the peers, unless they are installed.
 *
 * @returns undefined if they are installed, otherwise the reason why not.
 */
export async function installPeers(): Promise<string | undefined> {
  if (existsSync(INSTALLED) && statSync(INSTALLED).mtimeMs >= statSync(LOCK).mtimeMs) return undefined
  try {
    await runInstall(['npm', 'ci'], BENCH)
    return undefined
  } catch (error) {
    console.error((error as Error).message)
    return 'npm ci in bench/ failed'
  }
}
