import { createCommonPasswords } from '../accounts/blocked-password.ts'
import { createArgon2Hasher } from '../accounts/hashing/argon2-hasher.ts'
import { createHashQueue } from '../accounts/hashing/hash-queue.ts'
import type { PasswordHasher } from '../accounts/hashing/password-hasher.ts'
import { createOneTimeSecretIssue, createOneTimeSecrets, type OneTimeSecretIssue } from '../accounts/one-time-secret.ts'
import { createPasswordPolicy } from '../accounts/password-policy.ts'
import type { User } from '../accounts/user.ts'
import { createUserAdministration, type UserAdministration } from '../accounts/user-administration.ts'
import type { UserStore } from '../accounts/user-store.ts'
import type { Config } from '../config.ts'
import type { Database } from '../data/database.ts'
import { createOneTimeSecretStore } from '../data/one-time-secrets.ts'
import { createThrottleStore } from '../data/throttle.ts'
import { createUserStore } from '../data/users.ts'
import { deriveKey } from '../keys/service-secret.ts'
import { realSystem } from '../system.ts'
import { throttleRules } from '../throttle/backoff.ts'
import { createLoginThrottle } from '../throttle/login-throttle.ts'
import { withDatabase } from './database.ts'
import { provenSecret, provenSecretIfGiven } from './service-secret.ts'
import { byCommand } from './support/act.ts'

export interface Accounts {
  users: UserStore
  administration: UserAdministration
  hasher: PasswordHasher
  minPasswordLength: number
}

export interface CommandAccounts extends Accounts {
  /** Forgets the tries that were counted against an account. False where there were none. */
  unlock(user: User): Promise<boolean>
  /** Whether the service secret is at hand, which that needs: beside PostgreSQL it may not be. Throws a `CommandFailure` where it is a wrong one. */
  canUnlock(): Promise<boolean>
  /** Takes the password away, and makes a secret with which its owner sets another. */
  issueOneTimeSecret: OneTimeSecretIssue
}

/** Accounts beside a service that may be running. */
export const withAccounts = <T>(work: (accounts: CommandAccounts) => Promise<T>): Promise<T> =>
  withDatabase((database, config) => {
    const accounts = createAccounts(createUserStore(database), config)
    return work({
      ...accounts,
      unlock: unlocking(database, config),
      canUnlock: async () => (await provenSecretIfGiven(database, config)) !== undefined,
      issueOneTimeSecret: issuing(database, config, accounts.hasher),
    })
  })

export function createAccounts(users: UserStore, { password }: Pick<Config, 'password'>): Accounts {
  const queue = createHashQueue({ concurrency: 1, maxWaiting: 1 })
  const hasher = createArgon2Hasher({ parameters: password.argon2, queue, system: realSystem })
  const policy = createPasswordPolicy({ minLength: password.minLength, commonPasswords: createCommonPasswords() })
  const administration = createUserAdministration({ users, hasher, policy, system: realSystem })
  return { users, administration, hasher, minPasswordLength: password.minLength }
}

/** What is counted is found by an HMAC under the service secret. */
const unlocking =
  (database: Database, config: Config) =>
  async ({ id, usernameKey }: User): Promise<boolean> => {
    const store = createThrottleStore(database, throttleRules)
    const hmacKey = deriveKey((await provenSecret(database, config)).current, 'throttle keys')
    const throttle = createLoginThrottle({ store, hmacKey, system: realSystem })
    return store.unlock(throttle.accountKey(usernameKey), { type: 'user_unlocked', userId: id, ...byCommand() })
  }

/** What is kept of it is an HMAC under the service secret. */
const issuing =
  (database: Database, config: Config, hasher: PasswordHasher): OneTimeSecretIssue =>
  async (issue, act) => {
    const secrets = createOneTimeSecrets(await provenSecret(database, config), realSystem)
    return createOneTimeSecretIssue({ store: createOneTimeSecretStore(database), secrets, hasher, system: realSystem })(issue, act)
  }
