import { isUserId } from './user.ts'

/** Mail addresses have up to 254 characters (RFC 5321 §4.5.3.1.3). */
const MAX_CODE_POINTS = 254

/**
 * The name that somebody typed, without the white space around it that keyboards and copied text leave.
 * Called once, where a name comes in beside a password or a one-time secret, so that all that follows means
 * the same name.
 */
export const typedUsername = (text: string): string => text.trim()

/** Two names are one account where these are equal: compatibility forms and case make no difference. */
export const usernameKey = (username: string): string => username.normalize('NFKC').toLowerCase()

/** What keeps `username` from being anybody's, in words; undefined where nothing does. Asked before a name is looked up. */
export function usernameProblem(username: string): string | undefined {
  if (!username.isWellFormed()) return 'must be valid Unicode'
  if (/\p{Cc}/u.test(username)) return 'must not have control characters'
  if (username.trim() === '') return 'must not be empty'
  const longest = Math.max([...username].length, [...usernameKey(username)].length)
  return longest > MAX_CODE_POINTS ? `must not be longer than ${MAX_CODE_POINTS} characters` : undefined
}

/** What nobody sees, or nobody can tell apart: with it a name could pass for another's. */
const LOOK_ALIKES: [RegExp, string][] = [
  [/[\p{Zl}\p{Zp}]/u, 'must not have line or paragraph separators'],
  // The blank of Braille is a symbol to Unicode, and a space to whoever looks.
  [/[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u, 'must not have invisible characters'],
  [/\p{Co}/u, 'must not have characters of private use'],
  [/\p{Cn}/u, 'must not have characters that Unicode has not assigned'],
  [/^\s|\s$/u, 'must not begin or end with white space'],
]

/** What keeps an account from being made with the name. One that is there already keeps its name, whatever it is. */
export function newUsernameProblem(username: string): string | undefined {
  const problem = usernameProblem(username)
  if (problem !== undefined) return problem
  for (const [characters, sentence] of LOOK_ALIKES) if (characters.test(username)) return sentence
  // Whoever administers users names them by either, and would mean another than they name.
  return isUserId(usernameKey(username)) ? 'must not look like the id of a user' : undefined
}
