import { DEFAULT_USER_SCOPE, DEMO_USERNAME } from '../../accounts/user.ts'
import type { Act } from '../../events/event.ts'
import type { Accounts } from '../accounts.ts'
import { problemFailure } from '../users/shown-user.ts'

/** Makes the demo user, or sees to it that this is its password. */
export async function ensureDemoUser(
  { users, administration, hasher }: Omit<Accounts, 'minPasswordLength'>,
  password: string,
  act: Act,
): Promise<void> {
  const user = await users.findByUsernameKey(DEMO_USERNAME)
  if (user === undefined) {
    const made = await administration.create({ username: DEMO_USERNAME, password, scope: DEFAULT_USER_SCOPE }, act)
    if ('problem' in made) throw problemFailure(made)
    return
  }
  if (user.disabledAtMs !== null) await users.enable(user.id, act)
  if (await hasher.verify(user.passwordHash, password)) return
  const reset = await administration.resetPassword(user, password, act)
  if ('problem' in reset) throw problemFailure(reset)
}
