import { isUserId } from './user.ts'

/** Mail addresses have up to 254 characters (RFC 5321 §4.5.3.1.3). */
const MAX_CODE_POINTS = 254

/**
 * Returns the name without the white space around it, which keyboards and copied text leave. Call it once,
 * where a name comes in, so that all later steps mean the same name.
 */
export const typedUsername = (text: string): string => text.trim()

/**
 * Returns the key of a name: two names with equal keys are one account. Compatibility forms (NFKC) and
 * case make no difference.
 */
export const usernameKey = (username: string): string => username.normalize('NFKC').toLowerCase()

/** Says why no name begins so. Returns undefined if one can; the empty prefix begins every name. */
export const prefixProblem = (prefix: string): string | undefined =>
  prefix.trim() === '' ? undefined : usernameProblem(prefix.trimStart())

/** Returns the key with which the keys of all names begin that begin so. A space at the end counts. */
export const usernameKeyPrefix = (prefix: string): string => usernameKey(prefix.trimStart())

/**
 * Says why no user can have the name. Call it before a name is looked up.
 *
 * @returns undefined if a user can have it.
 */
export function usernameProblem(username: string): string | undefined {
  if (!username.isWellFormed()) return 'must be valid Unicode'
  if (/\p{Cc}/u.test(username)) return 'must not have control characters'
  if (username.trim() === '') return 'must not be empty'
  const longest = Math.max([...username].length, [...usernameKey(username)].length)
  return longest > MAX_CODE_POINTS ? `must not be longer than ${MAX_CODE_POINTS} characters` : undefined
}

/**
 * Characters that nobody sees, or that nobody can tell apart. With them a name could pass for that of
 * another user.
 */
const LOOK_ALIKES: [RegExp, string][] = [
  [/[\p{Zl}\p{Zp}]/u, 'must not have line or paragraph separators'],
  // To Unicode, the blank of Braille is a symbol. To readers it is a space.
  [/[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u, 'must not have invisible characters'],
  [/\p{Co}/u, 'must not have characters of private use'],
  [/\p{Cn}/u, 'must not have characters that Unicode has not assigned'],
  [/^\s|\s$/u, 'must not begin or end with white space'],
]

/**
 * Says why no account can be made with the name. An account that exists keeps its name.
 *
 * @returns undefined if one can.
 */
export function newUsernameProblem(username: string): string | undefined {
  const problem = usernameProblem(username)
  if (problem !== undefined) return problem
  for (const [characters, sentence] of LOOK_ALIKES) if (characters.test(username)) return sentence
  // Administrators name a user by the id or by the name. A name like the id of another user would mean two
  // users.
  return isUserId(usernameKey(username)) ? 'must not look like the id of a user' : undefined
}
