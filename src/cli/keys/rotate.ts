import type { Command } from 'commander'
import type { TooEarly } from '../../keys/key-set-plan.ts'
import { byCommand } from '../support/act.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import { instant, type Terminal } from '../support/terminal.ts'
import { printKeys, withKeys } from './with-keys.ts'

export function addKeysRotate(keys: Command, terminal: Terminal): void {
  keys
    .command('rotate')
    .summary('let the next key sign from now on')
    .description(
      'Lets the key that waits sign from now on, and publishes another. The one before verifies until its last token is dead, so nobody is refused. ' +
        'It must have been published for 24 hours, since verifiers keep the key set for a while.',
    )
    .option('--force', 'also where it was not: verifiers that keep the key set refuse new tokens until they look again')
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
    ? 'No key waits for its turn. A service that runs publishes one by itself; or add --force.'
    : `The next key has not been published for 24 hours. It can sign from ${instant(safeAtMs)}; or add --force.`
