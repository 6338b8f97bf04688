import type { Act } from '../events/event.ts'
import { randomId, type System } from '../system.ts'
import type { ImportedUser } from './imported-user.ts'
import { USER_ID_PREFIX, type User } from './user.ts'

/** @throws {Refusal} unavailable, from every method, if the store cannot be read or written. */
export interface UserImportStore {
  /** Returns those of the names that some user has. */
  taken(usernameKeys: readonly string[]): Promise<ReadonlySet<string>>
  /**
   * Creates each user whose name is free, with its event, in one transaction. Returns how many that were.
   */
  createMany(users: readonly User[], act: Act): Promise<number>
}

/**
 * Imports some users in one step, and skips those whose name is taken, so that an import can be repeated.
 * Of two users with the same name the first counts.
 */
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
