import { availableParallelism } from 'node:os'
import { loadArgon2Engine } from '../accounts/hashing/argon2-engine.ts'
import { createServiceHasher, type ServiceHasher } from '../accounts/hashing/service-hasher.ts'
import { createPasswordAuthentication } from '../accounts/password-authentication.ts'
import { createPasswordChange } from '../accounts/password-change.ts'
import { createPasswordReset } from '../accounts/password-reset.ts'
import { createRegistration, createUserInvitation } from '../accounts/registration.ts'
import type { RefusalTally } from '../events/refusal-tally.ts'
import type { Log } from '../log.ts'
import { noThrottle } from '../throttle/login-throttle.ts'
import type { Accounts, SecretAccounts } from './accounts.ts'
import type { Given, Ingredients } from './given.ts'
import type { Keys } from './keys.ts'
import type { Traces } from './traces.ts'

export type Logins = ReturnType<typeof composeLogins>

/**
 * Creates the password hasher of a service, which must answer other requests while it hashes.
 *
 * @param traces Undefined if nothing is traced.
 */
export async function composeServiceHasher(
  { config, system, log, metrics }: Ingredients,
  traces?: Pick<Traces, 'tallies'>,
  load = loadArgon2Engine,
): Promise<ServiceHasher> {
  const engine = await load()
  log.info('passwords are hashed with argon2id', { engine: engine.name })
  for (const error of engine.failures) log.warn(SLOWER_ENGINE, { error })
  const { queues } = metrics.hashes
  const tallies = traces?.tallies(queues) ?? queues
  return createServiceHasher({ parameters: config.password.argon2, system, cores: availableParallelism(), engine, tallies })
}

const SLOWER_ENGINE =
  'The fast package for argon2id does not work on this machine, so a login takes longer. Hashes are the same. If npm left out optional packages, install it again with them.'

/** Composes what users do with their own accounts, and the invitation. No command uses it. */
export function composeLogins(
  { config, system, log }: Given & { log: Log },
  accounts: Accounts & SecretAccounts,
  { state, refusals }: Pick<Keys, 'state'> & { refusals: RefusalTally },
) {
  const { store: users, hasher, policy, administration, oneTime } = accounts
  const passwords = { users, hasher, policy, system }
  const throttle = config.throttle ? accounts.throttle : noThrottle
  const alarm = (sentence: string, user: string) => log.error(sentence, { user })
  const authenticate = createPasswordAuthentication({ users, state, hasher, throttle, system, alarm })
  return {
    authenticate,
    register: createRegistration({ administration, throttle, system }),
    changePassword: createPasswordChange({ authenticate, ...passwords }),
    resetPassword: createPasswordReset({ throttle, refusals, ...oneTime, ...passwords }),
    invite: createUserInvitation({ administration, ...oneTime }),
  }
}
