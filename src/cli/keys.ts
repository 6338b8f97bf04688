import type { Command } from 'commander'
import { addKeysList } from './keys/list.ts'
import { addKeysReset } from './keys/reset.ts'
import { addKeysRevoke } from './keys/revoke.ts'
import { addKeysRotate } from './keys/rotate.ts'
import type { Terminal } from './support/terminal.ts'

export function addKeysCommand(program: Command, terminal: Terminal): void {
  const keys = program
    .command('keys')
    .summary('show, rotate and revoke signing keys')
    .description(
      'Shows, rotates and revokes signing keys. Keys rotate by themselves every 90 days; these are for when that is too late. ' +
        'Works on the database directly, also while the service runs, which has the change at its next request.',
    )
  for (const add of [addKeysList, addKeysRotate, addKeysRevoke, addKeysReset]) add(keys, terminal)
}
