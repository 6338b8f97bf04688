import type { OneTimeSecretIssue } from '../../accounts/one-time-secret.ts'
import type { User } from '../../accounts/user.ts'
import { type Accounts, composeAccounts, composeSecretAccounts } from '../../composition/accounts.ts'
import type { ServiceSecret } from '../../secret/service-secret.ts'
import { realSystem } from '../../system.ts'
import type { AccountLockout } from '../../throttle/lock-administration.ts'
import { provenSecret, provenSecretIfGiven } from '../proven-secret.ts'
import { byCommand } from '../support/store-access.ts'
import { withDatabase } from '../with-database.ts'

/** `off`: nothing is counted. `no_secret`: the service secret is not here. */
export type FoundLockout = { kind: 'found'; lockout: AccountLockout } | { kind: 'off' } | { kind: 'no_secret' }

export interface CommandAccounts extends Pick<Accounts, 'administration'> {
  users: Accounts['store']
  minPasswordLength: number
  /** Forgets the failed logins that were counted against an account. Returns false if there were none. */
  unlock(user: User): Promise<boolean>
  /**
   * Finds what the failed logins of an account mean for its next one.
   *
   * @throws {CommandFailure} if the service secret is wrong.
   */
  findLockout(user: User): Promise<FoundLockout>
  /**
   * Returns whether the service secret is here, which `unlock` needs.
   *
   * @throws {CommandFailure} if it is wrong.
   */
  canUnlock(): Promise<boolean>
  /** Takes the password away, and makes a secret with which the user sets a new one. */
  issueOneTimeSecret: OneTimeSecretIssue
}

/** Runs `work` with the accounts, also while the service runs. The service secret is read only if needed. */
export const withAccounts = <T>(work: (accounts: CommandAccounts) => Promise<T>): Promise<T> =>
  withDatabase((database, config) => {
    const given = { config, database, system: realSystem }
    const accounts = composeAccounts(given)
    const under = (secret: ServiceSecret) => composeSecretAccounts({ ...given, secret }, accounts)
    const withSecret = async () => under(await provenSecret(database, config))
    return work({
      users: accounts.store,
      administration: accounts.administration,
      minPasswordLength: config.password.minLength,
      unlock: async (user) => (await withSecret()).locks.unlock(user, byCommand()),
      async findLockout({ usernameKey }) {
        if (!config.throttle) return { kind: 'off' }
        const secret = await provenSecretIfGiven(database, config)
        return secret === undefined ? { kind: 'no_secret' } : { kind: 'found', lockout: await under(secret).locks.find(usernameKey) }
      },
      canUnlock: async () => (await provenSecretIfGiven(database, config)) !== undefined,
      issueOneTimeSecret: async (issue, act) => (await withSecret()).issueOneTimeSecret(issue, act),
    })
  })
