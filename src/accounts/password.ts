/**
 * What may be a password: any characters, no rules of composition, no trimming, folding or truncation (NIST SP 800-63B-4 §3.1.1.2).
 *
 * @module
 */

const MAX_CODE_POINTS = 1024
const MAX_BYTES = 4096

/** The form that is hashed: NFC, so that a composed and a decomposed letter are one. Look-alikes of NFKC stay apart. */
export const normalizePassword = (password: string): string => password.normalize('NFC')

/** What keeps `password` from being tried at a login; undefined where nothing does. Too long is refused unhashed, too short is just wrong. */
export function presentedPasswordProblem(password: string): string | undefined {
  if (!password.isWellFormed()) return 'must be valid Unicode'
  const normal = normalizePassword(password)
  if ([...normal].length > MAX_CODE_POINTS || Buffer.byteLength(normal) > MAX_BYTES)
    return `must not be longer than ${MAX_CODE_POINTS} characters`
  return undefined
}
