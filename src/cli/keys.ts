import type { Command } from 'commander'
import type { TooEarly } from '../keys/key-set-plan.ts'
import { printKeys, withKeys } from './keys/with-keys.ts'
import { idOf } from './support/arguments.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'
import { byCommand } from './support/store-access.ts'
import { instant, type Terminal } from './support/terminal.ts'

export function addKeysCommand(program: Command, terminal: Terminal): void {
  const keys = program
    .command('keys')
    .summary('show, rotate and revoke signing keys')
    .description(
      'Shows, rotates and revokes signing keys. Keys rotate automatically every 90 days; use these commands if that is too late. ' +
        'Works directly on the database, also while the service runs. The service sees the change at its next request.',
    )
  for (const add of [addKeysList, addKeysRotate, addKeysRevoke, addKeysReset]) add(keys, terminal)
}

function addKeysList(keys: Command, terminal: Terminal): void {
  keys
    .command('list')
    .summary('list the signing keys')
    .description(
      'Lists the signing keys in the order of their publication. A key is next (published, not yet used), current (signs), retiring (only verifies) or gone (kept for a day).',
    )
    .option('--json', 'print as JSON')
    .action((options: { json?: true }) => withKeys((administration) => printKeys(terminal, administration, options)))
}

function addKeysRotate(keys: Command, terminal: Terminal): void {
  keys
    .command('rotate')
    .summary('let the next key sign from now on')
    .description(
      'Lets the next key sign from now on, and publishes a new next key. The previous key verifies until its last token has expired, so nobody is refused. ' +
        'The next key must have been published for 24 hours, since verifiers keep the key set for a while.',
    )
    .option('--force', 'do it before the 24 hours are over: some verifiers refuse new tokens until they fetch the key set again')
    .option('--json', 'print the keys as JSON')
    .action(({ force, ...options }: { force?: true; json?: true }) =>
      withKeys(async (administration) => {
        const rotated = await administration.rotate({ forced: force === true }, byCommand())
        if (rotated.kind !== 'done') throw new CommandFailure(EXIT.refused, whyNot(rotated))
        await printKeys(terminal, administration, options)
      }),
    )
}

const whyNot = ({ safeAtMs }: TooEarly): string =>
  safeAtMs === null
    ? 'There is no next key yet. A service that runs publishes one by itself; or add --force.'
    : `The next key has not been published for 24 hours. It can sign from ${instant(safeAtMs)}; or add --force.`

/** The shape of the id of a key, which is a thumbprint (RFC 7638). */
const KID = /^[\w-]{43}$/

function addKeysRevoke(keys: Command, terminal: Terminal): void {
  keys
    .command('revoke')
    .argument('<kid>', 'the id of the key', idOf(KID))
    .summary('remove a key that may have leaked')
    .description(
      'Removes a key and ends every access token that it signed, at once. Sessions go on, and a refresh brings a new token. ' +
        'If it was the key that signs, the next key takes over. For emergencies: other verifiers refuse the old tokens only after they fetch the key set again.',
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

function addKeysReset(keys: Command, terminal: Terminal): void {
  keys
    .command('reset')
    .summary('replace all keys')
    .description(
      'Replaces all signing keys at once. Every access token is dead. Sessions go on, and a refresh brings a new token. ' +
        'Use --force if the service secret does not open the keys, for example because it was lost.',
    )
    .option('--force', 'do it even if the service secret does not open the existing keys')
    .option('--json', 'print the keys as JSON')
    .action(({ force, ...options }: { force?: true; json?: true }) =>
      withKeys(async (administration) => {
        await administration.reset({ unopened: force === true }, byCommand())
        await printKeys(terminal, administration, options)
      }),
    )
}
