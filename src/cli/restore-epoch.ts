import type { Command } from 'commander'
import { composeKeys, composeRestoration } from '../composition/keys.ts'
import type { Config } from '../config.ts'
import type { Database } from '../data/database.ts'
import { resolveServiceSecret } from '../ops/secret-file.ts'
import type { Restored } from '../sessions/epoch-restoration.ts'
import { realSystem } from '../system.ts'
import { namingSecret } from './proven-secret.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'
import { byCommand } from './support/store-access.ts'
import type { Terminal } from './support/terminal.ts'
import { withDatabase } from './with-database.ts'

export function addRestoreEpochCommand(program: Command, terminal: Terminal): void {
  program
    .command('restore-epoch')
    .summary('after you restored a backup: end every session and replace every key')
    .description(
      'Ends every session and replaces every signing key. Run it each time after you restored a backup. ' +
        'It takes effect at once, also for services that run. Accounts and their passwords stay as the backup has them.',
    )
    .option('--yes', 'do not ask first')
    .option('--json', 'print what was done as JSON')
    .action(async ({ yes, json }: { yes?: true; json?: true }) => {
      if (!yes) await askFirst(terminal)
      const { epoch, goneKids, kids } = await withDatabase(restore)
      const gone = goneKids.length
      terminal.print(
        json
          ? JSON.stringify({ epoch, goneKeys: goneKids, keys: kids })
          : `Every session has ended. Signing keys: ${gone} gone, ${kids.length} new. Everybody must log in again.`,
      )
    })
}

async function askFirst(terminal: Terminal): Promise<void> {
  const agreed = await terminal.confirm('End every session and replace every signing key? Everybody must then log in again.')
  if (!agreed) throw new CommandFailure(EXIT.refused, 'Nothing was done.')
}

function restore(database: Database, config: Config): Promise<Restored> {
  const given = { config, database, secret: resolveServiceSecret(config), system: realSystem }
  const restoreEpoch = composeRestoration(given, composeKeys(given))
  return namingSecret(config, () => restoreEpoch(byCommand()))
}
