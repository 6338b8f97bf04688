/**
 * Which passwords are blocked because anybody would guess them: the most common ones, the username and the
 * service's name.
 *
 * The whole password is compared, never a part of it (NIST SP 800-63B-4 §3.1.1.2): `my dog is called
 * password` is allowed. But people fill up a short word to reach the minimum length. So the word that a
 * password was filled up from is looked up too. It is the password without a repetition, and without signs
 * and digits at its ends. Case does not count. This blocks `PasswordPassword` and `password2026!!!`. Signs
 * within a word, and letters that replace others, are left alone.
 *
 * @module
 */

import { normalizePassword } from './password.ts'
import { usernameKey } from './username.ts'

/** In lower case and NFC. */
export type CommonPasswords = Pick<ReadonlySet<string>, 'has'>

const SERVICE_NAME = 'mintmark'

/** In characters. No word of the list is longer, and hardly any username is. */
const MAX_WORD_LENGTH = 128

const SIGNS_AT_ENDS = /^[^\p{L}\p{M}\p{N}]+|[^\p{L}\p{M}\p{N}]+$/gu
const SIGNS_AND_DIGITS_AT_ENDS = /^[^\p{L}\p{M}]+|[^\p{L}\p{M}]+$/gu

/**
 * Says why the normalized `password` may not be set for the user.
 *
 * @returns undefined if it is not blocked.
 */
export function blockedPasswordProblem(
  password: string,
  { username, commonPasswords }: { username: string; commonPasswords: CommonPasswords },
): string | undefined {
  const names = [fold(username), usernameKey(username)]
  const whole = fold(password)
  for (const word of [whole, ...unfilled(whole)]) {
    const filledUp = word === whole ? '' : ', repeated or filled up'
    if (names.includes(word)) return `must not be your username${filledUp}`
    if (word === SERVICE_NAME) return `must not be the name of this service${filledUp}`
    if (commonPasswords.has(word)) return `is one of the most common passwords${filledUp}`
  }
  return undefined
}

const fold = (text: string): string => normalizePassword(text).toLowerCase()

/** Returns the words that `text` may have been made from. */
function unfilled(text: string): Set<string> {
  const words = new Set([text])
  // Somebody may have filled up a word before repeating it, or after: `password1password1`,
  // `passwordpassword1`.
  for (const undo of [repeatedIn, withoutSigns, withoutSignsAndDigits, repeatedIn]) {
    for (const word of [...words]) for (const shorter of undo(word)) words.add(shorter)
  }
  words.delete('')
  return words
}

const withoutSigns = (text: string): string[] => [text.replaceAll(SIGNS_AT_ENDS, '')]

const withoutSignsAndDigits = (text: string): string[] => [text.replaceAll(SIGNS_AND_DIGITS_AT_ENDS, '')]

/** Returns each beginning that `text` repeats. The last repetition may be cut off, or lack the separator. */
function repeatedIn(text: string): string[] {
  const beginnings: string[] = []
  for (let length = 1; length <= Math.min((text.length + 1) / 2, MAX_WORD_LENGTH); length += 1) {
    if (text.startsWith(text.slice(length))) beginnings.push(text.slice(0, length))
  }
  return beginnings
}

/**
 * Loads the 49,000 most common passwords of zxcvbn at their first use, which takes some 50 ms and 5 MB.
 * 18,000 of them have eight characters or more (OWASP ASVS 5.0 V6.2.4 asks for 3,000).
 */
export function createCommonPasswords(): () => Promise<CommonPasswords> {
  let loading: Promise<CommonPasswords> | undefined
  return () => {
    loading ??= load()
    return loading
  }
}

/**
 * Imports the list, which comes with the package. The package's estimate of strength is not used: a long
 * password would stop the service for 230 ms.
 */
async function load(): Promise<CommonPasswords> {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return new Set(dictionary['passwords-common'])
}
