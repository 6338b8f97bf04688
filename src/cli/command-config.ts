import { existsSync } from 'node:fs'
import { DEV_DATABASE_FILE, SERVE_DATABASE_FILE } from '../config/database-files.ts'
import type { Flags } from '../config/read-values.ts'
import { type ReadConfig, readConfig } from '../config.ts'
import { complain } from './support/terminal.ts'

/**
 * The configuration of a command that works on a database which is there already. Without `DATABASE_URL` that is the one of `serve`, or else the one of `dev`
 * (docs/decisions/0016). A person is told which, wherever it could be the other than the one that they mean.
 */
export async function readCommandConfig(flags: Flags = {}): Promise<ReadConfig> {
  const read = readConfig({ flags, mode: 'command' })
  const isGiven = read.sources.some(({ variable, source }) => variable === 'DATABASE_URL' && source !== 'default')
  if (isGiven || !existsSync(DEV_DATABASE_FILE)) return read
  if (!existsSync(SERVE_DATABASE_FILE)) {
    complain(`This is about ${DEV_DATABASE_FILE}, the database of \`dev\`. For another, set DATABASE_URL.`)
    return { ...read, config: { ...read.config, database: { kind: 'sqlite', file: DEV_DATABASE_FILE } } }
  }
  // The driver of SQLite is loaded only here: commands on PostgreSQL start sooner without it.
  const { isServed } = await import('../data/sqlite/serve-lock.ts')
  if (isServed(DEV_DATABASE_FILE))
    complain(
      `This is about ${SERVE_DATABASE_FILE}. For the database of the \`dev\` that runs here, set DATABASE_URL=sqlite:${DEV_DATABASE_FILE}.`,
    )
  return read
}
