import type { PasswordHasher } from '../../accounts/hashing/password-hasher.ts'
import { DEFAULT_USER_SCOPE, DEMO_USERNAME } from '../../accounts/user.ts'
import type { UserAdministration } from '../../accounts/user-administration.ts'
import type { UserStore } from '../../accounts/user-store.ts'
import type { Act } from '../../events/event.ts'
import { ADMIN_SCOPE } from '../../oauth/scope.ts'
import { userFailure } from '../users/user-view.ts'

/**
 * The scope has `admin` too, so that a developer can try everything. A login must ask for `admin` by name.
 */
const DEMO_SCOPE = `${DEFAULT_USER_SCOPE} ${ADMIN_SCOPE}`

/** Creates the demo user, or makes sure that it has this password. */
export async function ensureDemoUser(
  { users, administration, hasher }: { users: UserStore; administration: UserAdministration; hasher: PasswordHasher },
  password: string,
  act: Act,
): Promise<void> {
  const user = await users.findByUsernameKey(DEMO_USERNAME)
  if (user === undefined) {
    const created = await administration.create({ username: DEMO_USERNAME, password, scope: DEMO_SCOPE }, act)
    if (created.kind !== 'created') throw userFailure(created)
    return
  }
  await administration.change(user.id, { scope: DEMO_SCOPE, disabled: false }, act)
  if (await hasher.verify(user.passwordHash, password)) return
  const reset = await administration.resetPassword(user, password, act)
  if (reset.kind === 'unacceptable') throw userFailure(reset)
}
