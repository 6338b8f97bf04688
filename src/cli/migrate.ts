import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { migrate } from '../data/migrations.ts'
import { withDatabase } from './accounts.ts'
import type { Terminal } from './terminal.ts'

export function addMigrateCommand(program: Command, terminal: Terminal): void {
  program
    .command('migrate')
    .summary('bring the database up to date')
    .description('Brings the database up to date, and makes it where there is none. `serve` does so by itself unless MINTMARK_MIGRATE=off.')
    .option('--json', 'print what was done as JSON')
    .action(async ({ json }: { json?: true }) => {
      const { config } = readConfig({ mode: 'command' })
      await withDatabase(config, { createDatabase: true }, migrate)
      terminal.print(json ? JSON.stringify({ upToDate: true }) : 'The database is up to date.')
    })
}
