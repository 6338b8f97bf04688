/**
 * What may be a password: any characters. There are no rules of composition, and no trimming, folding or
 * truncation (NIST SP 800-63B-4 §3.1.1.2).
 *
 * @module
 */

const MAX_CODE_POINTS = 1024
const MAX_BYTES = 4096

/**
 * Returns the form that is hashed: NFC, so that a composed and a decomposed letter are one. Look-alikes
 * that NFKC would unite stay apart.
 */
export const normalizePassword = (password: string): string => password.normalize('NFC')

/**
 * Says why `password` cannot be tried at a login. A password that is too long is refused unhashed; one
 * that is too short is only wrong.
 *
 * @returns undefined if it can.
 */
export function presentedPasswordProblem(password: string): string | undefined {
  if (!password.isWellFormed()) return 'must be valid Unicode'
  const normal = normalizePassword(password)
  if ([...normal].length > MAX_CODE_POINTS || Buffer.byteLength(normal) > MAX_BYTES)
    return `must not be longer than ${MAX_CODE_POINTS} characters`
  return undefined
}
