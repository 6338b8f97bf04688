import type { Act } from '../events/event.ts'
import { randomId, type System } from '../system.ts'
import type { ImportedUser } from './imported-user.ts'
import { USER_ID_PREFIX, type User } from './user.ts'

/** Every method throws a `Refusal` of code `unavailable` where the store cannot be read or written. */
export interface UserImportStore {
  /** Those of the names that some user has. */
  taken(usernameKeys: readonly string[]): Promise<ReadonlySet<string>>
  /** Writes all whose name is free, each with its event, in one transaction. How many that were. */
  createMany(users: readonly User[], act: Act): Promise<number>
}

/** Brings in some users at once. A name that is taken is left as it is, so that an import can be run again; of two that are one account the first counts. */
export type UserImport = (users: readonly ImportedUser[], act: Act) => Promise<{ imported: number; skipped: number }>

export function createUserImport({ store, system, dryRun }: { store: UserImportStore; system: System; dryRun: boolean }): UserImport {
  return async (users, act) => {
    const taken = await store.taken(users.map(({ usernameKey }) => usernameKey))
    const free = new Map<string, ImportedUser>()
    for (const user of users) if (!taken.has(user.usernameKey) && !free.has(user.usernameKey)) free.set(user.usernameKey, user)
    const made = [...free.values()].map((user) => asUser(user, act, system))
    const imported = dryRun || made.length === 0 ? made.length : await store.createMany(made, act)
    return { imported, skipped: users.length - imported }
  }
}

const asUser = ({ disabled, ...user }: ImportedUser, { atMs }: Act, system: System): User => ({
  id: USER_ID_PREFIX + randomId(system),
  ...user,
  epoch: 0,
  createdAtMs: atMs,
  passwordChangedAtMs: atMs,
  disabledAtMs: disabled ? atMs : null,
})
