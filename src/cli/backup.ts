import type { Command } from 'commander'
import { backUpDatabaseFile } from '../data/sqlite/backup.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'
import { makingFile } from './support/new-file.ts'
import { type Terminal, visible } from './support/terminal.ts'
import { readCommandConfig, withDatabaseAsItIs } from './with-database.ts'

export function addBackupCommand(program: Command, terminal: Terminal): void {
  program
    .command('backup')
    .argument('<file>', 'the file to write; it must not exist yet')
    .summary('copy the embedded database to a file')
    .description(
      'Copies the embedded database to a file, also while the service runs. The copy is consistent: it shows the database at one moment. ' +
        'The service secret is not in it. For PostgreSQL use pg_dump.',
    )
    .option('--json', 'print what was done as JSON')
    .action(async (to: string, { json }: { json?: true }) => {
      const { config } = await readCommandConfig()
      const { database } = config
      if (database.kind === 'postgres')
        throw new CommandFailure(EXIT.usage, 'PostgreSQL is backed up with its own tools: see pg_dump in docs/backup-and-restore.md.')
      await withDatabaseAsItIs(config, () => makingFile(to, () => backUpDatabaseFile(database.file, to)))
      terminal.print(json ? JSON.stringify({ file: to }) : `The database was copied to ${visible(to)}. The service secret is not in it.`)
    })
}
