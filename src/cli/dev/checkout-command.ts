import { existsSync } from 'node:fs'
import { DEV_DATABASE_FILE, SERVE_DATABASE_FILE } from '../../config/database-files.ts'
import type { Config } from '../../config.ts'

/** A checkout runs the sources; elsewhere the programme is called by its name. */
const COMMAND = import.meta.url.endsWith('.ts') ? 'npm run mintmark --' : 'mintmark'

/** How a developer runs a command on the database of `dev`: what stands in front of `users list`. */
export function checkoutCommand({ database }: Pick<Config, 'database'>): string {
  if (database.kind === 'postgres') return COMMAND
  // Without DATABASE_URL a command finds it by itself (docs/decisions/0016).
  const isFound = database.file === DEV_DATABASE_FILE && !existsSync(SERVE_DATABASE_FILE)
  return isFound ? COMMAND : `DATABASE_URL=sqlite:${database.file} ${COMMAND}`
}
