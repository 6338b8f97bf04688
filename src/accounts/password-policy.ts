import { blockedPasswordProblem, type CommonPasswords } from './blocked-password.ts'
import { normalizePassword, presentedPasswordProblem } from './password.ts'

/** What keeps `password` from being set for the user of that name, in words; undefined where nothing does. */
export type PasswordPolicy = (password: string, username: string) => Promise<string | undefined>

/** `newPasswordProblem`, by the settings of this service. Asked wherever a password is set. */
export const createPasswordPolicy =
  ({ minLength, commonPasswords }: { minLength: number; commonPasswords: () => Promise<CommonPasswords> }): PasswordPolicy =>
  async (password, username) =>
    newPasswordProblem(password, { minLength, username, commonPasswords: await commonPasswords() })

/**
 * What keeps `password` from being set: too short, too long, not Unicode, or what anybody would guess (NIST SP 800-63B-4 §3.1.1.2). Of which characters
 * it is made is nobody's business. `minLength` counts code points.
 */
export function newPasswordProblem(
  password: string,
  { minLength, username, commonPasswords }: { minLength: number; username: string; commonPasswords: CommonPasswords },
): string | undefined {
  if (password.isWellFormed() && [...normalizePassword(password)].length < minLength) return `must have at least ${minLength} characters`
  return presentedPasswordProblem(password) ?? blockedPasswordProblem(password, { username, commonPasswords })
}
