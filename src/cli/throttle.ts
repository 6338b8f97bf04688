import type { Command } from 'commander'
import { composeAddressLocks } from '../composition/accounts.ts'
import { parseIpAddress } from '../http/request/caller.ts'
import { realSystem } from '../system.ts'
import type { AddressLocks, ThrottledAddress } from '../throttle/lock-administration.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'
import { lockoutView } from './support/lockout-view.ts'
import { allPages, byCommand } from './support/store-access.ts'
import { columns, type Terminal } from './support/terminal.ts'
import { withDatabase } from './with-database.ts'

export function addThrottleCommand(program: Command, terminal: Terminal): void {
  const throttle = program
    .command('throttle')
    .summary('list and unlock addresses that sent too many wrong passwords')
    .description(
      'Lists and unlocks addresses that sent too many wrong passwords. `users show` and `users unlock` do it for an account. ' +
        'Works directly on the database, also while the service runs. Changes take effect at once.',
    )
  for (const add of [addThrottleList, addThrottleUnlock]) add(throttle, terminal)
}

const withLocks = <T>(terminal: Terminal, work: (locks: AddressLocks) => Promise<T>): Promise<T> =>
  withDatabase((database, config) => {
    if (!config.throttle) terminal.complain('MINTMARK_THROTTLE is off, so no address is locked.')
    return work(composeAddressLocks({ config, database, system: realSystem }))
  })

function addThrottleList(throttle: Command, terminal: Terminal): void {
  throttle
    .command('list')
    .summary('list the addresses that were locked within a day')
    .description(
      'Lists the addresses that were locked within a day and are not unlocked. Of locked usernames it says only how many there are: not every one has an account.',
    )
    .option('--json', 'print as JSON')
    .action(({ json }: { json?: true }) =>
      withLocks(terminal, async (locks) => {
        const addresses = (await allPages<ThrottledAddress>((last, limit) => locks.list({ afterId: last?.id, limit }))).map(addressView)
        const lockedNames = await locks.countLockedNames()
        if (json) return terminal.print(JSON.stringify({ addresses, lockedNames }))
        terminal.print(columns([HEADINGS, ...addresses.map(rowOf)]))
        terminal.print(`Usernames that are locked now: ${lockedNames}.`)
      }),
    )
}

const addressView = ({ id, address, lockout }: ThrottledAddress) => ({ id, address, ...lockoutView(lockout) })

const HEADINGS = ['ADDRESS', 'STATE', 'FAILURES', 'OPENS AT']

const rowOf = ({ address, state, failures, opensAt }: ReturnType<typeof addressView>): string[] => [
  address,
  state,
  String(failures),
  opensAt ?? '-',
]

function addThrottleUnlock(throttle: Command, terminal: Terminal): void {
  throttle
    .command('unlock')
    .argument('<address>', 'an address of the list')
    .summary('forget the wrong passwords of an address')
    .description(
      'Forgets the wrong passwords of an address: the next login from there is tried at once. Accounts that are locked stay locked.',
    )
    .option('--json', 'print what was done as JSON')
    .action((text: string, { json }: { json?: true }) =>
      withLocks(terminal, async (locks) => {
        const address = await locks.unlock(parseIpAddress(text)?.key ?? text, byCommand())
        if (address === undefined) throw new CommandFailure(EXIT.notFound, NOT_LISTED)
        terminal.print(json ? JSON.stringify({ address, unlocked: true }) : `${address} may log in again.`)
      }),
    )
}

const NOT_LISTED = 'This address was not locked within the last day. `mintmark throttle list` shows those that were.'
