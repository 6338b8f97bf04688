import type { Command } from 'commander'
import { byCommand } from '../support/act.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import { idOf } from '../support/id-argument.ts'
import type { Terminal } from '../support/terminal.ts'
import { printKeys, withKeys } from './with-keys.ts'

/** A thumbprint (RFC 7638). */
const KID = /^[\w-]{43}$/

export function addKeysRevoke(keys: Command, terminal: Terminal): void {
  keys
    .command('revoke')
    .argument('<kid>', 'the id of the key', idOf(KID))
    .summary('remove a key that others may have')
    .description(
      'Removes a key at once, and with it every access token that it signed; sessions go on, and a refresh brings a new token. ' +
        'Where it was the one that signs, the next takes over. For emergencies: verifiers elsewhere refuse the old tokens only once they look at the key set again.',
    )
    .option('--json', 'print the keys as JSON')
    // See `idOf`.
    .allowUnknownOption()
    .action((kid: string, options: { json?: true }) =>
      withKeys(async (administration) => {
        if ((await administration.revoke(kid, byCommand())).kind === 'no_such_key')
          throw new CommandFailure(EXIT.notFound, 'There is no such key. `mintmark keys list` has the ids.')
        await printKeys(terminal, administration, options)
      }),
    )
}
