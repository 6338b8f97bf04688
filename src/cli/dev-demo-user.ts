import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DEFAULT_USER_SCOPE, DEMO_USERNAME } from '../accounts/user.ts'
import { usernameKey } from '../accounts/username.ts'
import type { Accounts } from './accounts.ts'
import { byCommand } from './act.ts'
import { CommandFailure, EXIT } from './exit-code.ts'
import { generatePassword } from './users/new-password.ts'
import { problemFailure } from './users/shown-user.ts'

export const DEMO_FILE = './.mintmark/demo.json'

/** Makes the demo user, or gives it the password that is kept, so that what was pasted yesterday works today. Returns the password. */
export async function ensureDemoUser({ users, administration, hasher, minPasswordLength }: Accounts): Promise<string> {
  const password = keptPassword(minPasswordLength) ?? keepPassword(generatePassword(minPasswordLength))
  const user = await users.findByUsernameKey(DEMO_USERNAME)
  if (user === undefined) {
    const made = await administration.create({ username: DEMO_USERNAME, password, scope: DEFAULT_USER_SCOPE }, byCommand())
    if ('problem' in made) throw problemFailure(made)
    return password
  }
  if (user.disabledAtMs !== null) await users.enable(user.id, byCommand())
  if (await hasher.verify(user.passwordHash, password)) return password
  const reset = await administration.resetPassword(user, password, byCommand())
  if ('problem' in reset) throw problemFailure(reset)
  return password
}

/** Throws a `CommandFailure` where the database was used by `dev`: its password lies in a file, in the clear. */
export async function refuseDemoUser({ users }: Pick<Accounts, 'users'>): Promise<void> {
  const user = await users.findByUsernameKey(usernameKey(DEMO_USERNAME))
  if (user === undefined || user.disabledAtMs !== null) return
  throw new CommandFailure(
    EXIT.refused,
    `The database holds the user ${DEMO_USERNAME}, which \`dev\` makes with a password kept in the clear. ` +
      `Delete it (mintmark users delete ${DEMO_USERNAME}), or serve another database.`,
  )
}

/** Undefined where there is none, or one that is too short by now. */
function keptPassword(minLength: number): string | undefined {
  try {
    const { password } = JSON.parse(readFileSync(DEMO_FILE, 'utf8'))
    return typeof password === 'string' && password.length >= minLength ? password : undefined
  } catch {
    return undefined
  }
}

function keepPassword(password: string): string {
  mkdirSync(dirname(DEMO_FILE), { recursive: true, mode: 0o700 })
  writeFileSync(DEMO_FILE, `${JSON.stringify({ username: DEMO_USERNAME, password }, null, 2)}\n`, { mode: 0o600 })
  chmodSync(DEMO_FILE, 0o600) // The mode above counts for a new file only.
  return password
}
