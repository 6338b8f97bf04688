import { createCommonPasswords } from '../accounts/blocked-password.ts'
import { createArgon2Hasher } from '../accounts/hashing/argon2-hasher.ts'
import { createHashQueue } from '../accounts/hashing/hash-queue.ts'
import type { PasswordHasher } from '../accounts/hashing/password-hasher.ts'
import { createRepeatedNames } from '../accounts/imported-user.ts'
import { createOneTimeSecretIssue, createOneTimeSecrets } from '../accounts/one-time-secret.ts'
import { createPasswordPolicy } from '../accounts/password-policy.ts'
import { createUserAdministration } from '../accounts/user-administration.ts'
import { createUserImport } from '../accounts/user-import.ts'
import { createLockStore } from '../data/locks.ts'
import { createOneTimeSecretStore } from '../data/one-time-secrets.ts'
import { createThrottleStore } from '../data/throttle.ts'
import { createLimitStore } from '../data/throttle-limits.ts'
import { createUserImportStore } from '../data/user-import.ts'
import { createUserStore } from '../data/users.ts'
import type { Log } from '../log.ts'
import { deriveKey } from '../secret/derived-key.ts'
import { createBucketKeys } from '../throttle/bucket-keys.ts'
import { recordLimits, type ThrottleLimits } from '../throttle/limits.ts'
import { type AddressLocks, createAccountLocks, createAddressLocks, noAddressLocks } from '../throttle/lock-administration.ts'
import { throttleRules } from '../throttle/lockout.ts'
import { createLoginThrottle, type HeldBack } from '../throttle/login-throttle.ts'
import type { Given, GivenSecret } from './given.ts'

export type Accounts = ReturnType<typeof composeAccounts>
export type SecretAccounts = ReturnType<typeof composeSecretAccounts>

/**
 * Composes what works with accounts and their passwords, and needs no service secret.
 *
 * @param hasher The default is a hasher for a command, which hashes one password at a time.
 */
export function composeAccounts(given: Given, hasher: PasswordHasher = hasherOfOne(given)) {
  const { config, database, system } = given
  const store = createUserStore(database)
  const policy = createPasswordPolicy({ minLength: config.password.minLength, commonPasswords: createCommonPasswords() })
  return { store, hasher, policy, administration: createUserAdministration({ users: store, hasher, policy, system }) }
}

const hasherOfOne = ({ config, system }: Given): PasswordHasher =>
  createArgon2Hasher({ parameters: config.password.argon2, queue: createHashQueue({ concurrency: 1, maxWaiting: 1 }), system })

/** Composes what needs the service secret: the count of failed logins, and one-time secrets. */
export function composeSecretAccounts({ database, secret, system, heldBack }: GivenSecret & { heldBack?: HeldBack }, { hasher }: Accounts) {
  const throttleStore = createThrottleStore(database, throttleRules)
  const keys = createBucketKeys(deriveKey(secret.current, 'throttle keys'))
  const throttle = createLoginThrottle({ store: throttleStore, keys, system, heldBack })
  const oneTime = { store: createOneTimeSecretStore(database), secrets: createOneTimeSecrets(secret, system) }
  return {
    throttle,
    throttleStore,
    oneTime,
    issueOneTimeSecret: createOneTimeSecretIssue({ ...oneTime, hasher, system }),
    locks: createAccountLocks({ store: createLockStore(database), keys, system }),
  }
}

/** Composes what shows and forgets the failures of addresses. It needs no service secret. */
export const composeAddressLocks = ({ config, database, system }: Given): AddressLocks =>
  config.throttle ? createAddressLocks({ store: createLockStore(database), limits: createLimitStore(database), system }) : noAddressLocks

/** Stores the limits of this service. Warns if they replace those of another one. */
export async function keepLimits({ config, database, log }: Given & { log: Log }): Promise<void> {
  const { throttleLimits: limits } = config
  const before = await recordLimits(createLimitStore(database), limits)
  if (before !== undefined) log.warn(OTHER_LIMITS, { limits: limitsText(limits), before: limitsText(before) })
}

const limitsText = ({ failures, addressFailures, firstDelayMs }: ThrottleLimits): string =>
  `${failures} failures, ${addressFailures} of an address, ${firstDelayMs / 1000} s`

const OTHER_LIMITS =
  'The database had other limits on wrong passwords; a new one has the defaults. Every replica uses those of this start from now on. Give all of them the same MINTMARK_THROTTLE_FAILURES, MINTMARK_THROTTLE_ADDRESS_FAILURES and MINTMARK_THROTTLE_FIRST_DELAY_SECONDS.'

/** Composes an import of accounts from one file. `repetitionOf` remembers the names that it has seen. */
export const composeUserImport = ({ database, system }: Given, { dryRun }: { dryRun: boolean }) => ({
  importUsers: createUserImport({ store: createUserImportStore(database), system, dryRun }),
  repetitionOf: createRepeatedNames(),
})
