import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { type Terminal, visible } from './support/terminal.ts'
import { migrateDatabase, nameOf } from './with-database.ts'

export function addMigrateCommand(program: Command, terminal: Terminal): void {
  program
    .command('migrate')
    .summary('bring the database up to date')
    .description(
      'Brings the database up to date, and creates it if it does not exist. `serve` does this by itself unless MINTMARK_MIGRATE=off.',
    )
    .option('--json', 'print what was done as JSON')
    .action(async ({ json }: { json?: true }) => {
      const { config } = readConfig({ mode: 'command' })
      await migrateDatabase(config)
      terminal.print(json ? JSON.stringify({ upToDate: true }) : `The database ${visible(nameOf(config))} is up to date.`)
    })
}
