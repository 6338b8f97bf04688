import type { Command } from 'commander'
import type { Terminal } from '../support/terminal.ts'
import { printKeys, withKeys } from './with-keys.ts'

export function addKeysList(keys: Command, terminal: Terminal): void {
  keys
    .command('list')
    .summary('list the signing keys')
    .description(
      'Lists the signing keys, as they were published: next (published, not yet used), current (signs), retiring (verifies only), gone (kept for a day).',
    )
    .option('--json', 'print as JSON')
    .action((options: { json?: true }) => withKeys((administration) => printKeys(terminal, administration, options)))
}
