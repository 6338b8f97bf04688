import type { Command } from 'commander'
import type { Config } from '../config.ts'
import type { Database } from '../data/database.ts'
import { createRestorationStore } from '../data/restoration.ts'
import { createKeyStore } from '../data/signing-keys.ts'
import { createKeyMaterial } from '../keys/key-material.ts'
import { createKeyRing } from '../keys/key-ring.ts'
import { resolveServiceSecret } from '../ops/service-secret.ts'
import { createEpochRestoration, type Restored } from '../sessions/epoch-restoration.ts'
import { realSystem } from '../system.ts'
import { withDatabase } from './database.ts'
import { namingSecret } from './service-secret.ts'
import { byCommand } from './support/act.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'
import type { Terminal } from './support/terminal.ts'

export function addRestoreEpochCommand(program: Command, terminal: Terminal): void {
  program
    .command('restore-epoch')
    .summary('once a backup was restored: end every session, replace every key')
    .description(
      'Ends every session and replaces every signing key, as must be done once a backup was restored. ' +
        'It holds at once, also for services that run. Accounts and their passwords stay as the backup has them.',
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
          : `Every session has ended. Signing keys: ${gone} gone, ${kids.length} new. Everybody logs in anew.`,
      )
    })
}

async function askFirst(terminal: Terminal): Promise<void> {
  const agreed = await terminal.confirm('End every session and replace every signing key? Everybody will have to log in anew.')
  if (!agreed) throw new CommandFailure(EXIT.refused, 'Nothing was done.')
}

function restore(database: Database, config: Config): Promise<Restored> {
  const material = createKeyMaterial(resolveServiceSecret(config))
  const ring = createKeyRing({ store: createKeyStore(database), material, system: realSystem })
  const store = createRestorationStore(database)
  const restoreEpoch = createEpochRestoration({ store, ring, material, alg: config.signingAlg, system: realSystem })
  return namingSecret(config, () => restoreEpoch(byCommand()))
}
