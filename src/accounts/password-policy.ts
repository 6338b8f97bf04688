import { blockedPasswordProblem, type CommonPasswords } from './blocked-password.ts'
import { normalizePassword, presentedPasswordProblem } from './password.ts'

/** Says why `password` may not be set for the user of that name. Resolves to undefined if it may. */
export type PasswordPolicy = (password: string, username: string) => Promise<string | undefined>

/**
 * Creates the check of new passwords, with the settings of this service. Every operation that sets a
 * password calls it.
 */
export const createPasswordPolicy =
  ({ minLength, commonPasswords }: { minLength: number; commonPasswords: () => Promise<CommonPasswords> }): PasswordPolicy =>
  async (password, username) =>
    newPasswordProblem(password, { minLength, username, commonPasswords: await commonPasswords() })

/**
 * Says why `password` may not be set: too short, too long, not Unicode, or easy to guess (NIST SP
 * 800-63B-4 §3.1.1.2). It does not matter which kinds of characters the password has.
 *
 * @param rules.minLength In code points.
 * @returns undefined if it may be set.
 */
export function newPasswordProblem(
  password: string,
  { minLength, username, commonPasswords }: { minLength: number; username: string; commonPasswords: CommonPasswords },
): string | undefined {
  if (password.isWellFormed() && [...normalizePassword(password)].length < minLength) return `must have at least ${minLength} characters`
  return presentedPasswordProblem(password) ?? blockedPasswordProblem(password, { username, commonPasswords })
}
