import { DEFAULT_USER_SCOPE, DEMO_USERNAME } from '../accounts/user.ts'
import type { Act } from '../events/event.ts'
import type { Accounts } from './accounts.ts'
import { createdUser, problemsFailure } from './users/shown-user.ts'

/** Makes the demo user, or sees to it that this is its password. */
export async function ensureDemoUser(
  { users, administration, hasher }: Omit<Accounts, 'minPasswordLength'>,
  password: string,
  act: Act,
): Promise<void> {
  const user = await users.findByUsernameKey(DEMO_USERNAME)
  if (user === undefined) {
    createdUser(await administration.create({ username: DEMO_USERNAME, password, scope: DEFAULT_USER_SCOPE }, act))
    return
  }
  if (user.disabledAtMs !== null) await administration.change(user.id, { disabled: false }, act)
  if (await hasher.verify(user.passwordHash, password)) return
  const reset = await administration.resetPassword(user, password, act)
  if ('problems' in reset) throw problemsFailure(reset.problems)
}
