import type { Command } from 'commander'
import { byCommand } from '../support/act.ts'
import type { Terminal } from '../support/terminal.ts'
import { printKeys, withKeys } from './with-keys.ts'

export function addKeysReset(keys: Command, terminal: Terminal): void {
  keys
    .command('reset')
    .summary('replace all keys')
    .description(
      'Replaces all signing keys at once. Every access token is dead; sessions go on, and a refresh brings a new token. ' +
        'With --force also where the service secret does not open them, as when it was lost.',
    )
    .option('--force', 'also where the service secret does not open the keys that are there')
    .option('--json', 'print the keys as JSON')
    .action(({ force, ...options }: { force?: true; json?: true }) =>
      withKeys(async (administration) => {
        await administration.reset({ unopened: force === true }, byCommand())
        await printKeys(terminal, administration, options)
      }),
    )
}
