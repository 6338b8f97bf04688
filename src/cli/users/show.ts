import type { Command } from 'commander'
import type { AccountLockout } from '../../throttle/lock-administration.ts'
import { lockoutText, lockoutView } from '../support/lockout-view.ts'
import { recordLines, type Terminal } from '../support/terminal.ts'
import { findUser, userView } from './user-view.ts'
import { withAccounts } from './with-accounts.ts'

export function addUsersShow(users: Command, terminal: Terminal): void {
  users
    .command('show')
    .argument('<name>', 'the username, or the id')
    .summary('show an account')
    .description('Shows an account, and whether wrong passwords have locked it. The second needs the service secret.')
    .option('--json', 'print as JSON')
    .action((name: string, { json }: { json?: true }) =>
      withAccounts(async (accounts) => {
        const user = await findUser(accounts.users, name)
        const found = await accounts.findLockout(user)
        if (found.kind === 'no_secret') terminal.complain(NO_SECRET)
        const lockout = found.kind === 'found' ? found.lockout : undefined
        const view = userView(user)
        terminal.print(json ? JSON.stringify({ ...view, ...jsonOf(lockout) }) : recordLines({ ...view, ...linesOf(lockout) }))
      }),
    )
}

const NO_SECRET = 'Whether wrong passwords have locked the account is not shown: set MINTMARK_SECRET for that.'

const jsonOf = (lockout: AccountLockout | undefined) =>
  lockout && {
    lockout: { knownAddresses: lockoutView(lockout.knownAddresses), otherAddresses: lockoutView(lockout.otherAddresses) },
  }

const linesOf = (lockout: AccountLockout | undefined) =>
  lockout && { knownAddresses: lockoutText(lockout.knownAddresses), otherAddresses: lockoutText(lockout.otherAddresses) }
