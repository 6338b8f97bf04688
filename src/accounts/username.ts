const MAX_CODE_POINTS = 64

/** Two names are one account where these are equal: compatibility forms and case make no difference. */
export const usernameKey = (username: string): string => username.normalize('NFKC').toLowerCase()

/** What is wrong with `username` as a name for an account, in words; undefined where nothing is. */
export function usernameProblem(username: string): string | undefined {
  if (!username.isWellFormed()) return 'must be valid Unicode'
  if (/\p{Cc}/u.test(username)) return 'must not have control characters'
  if (username.trim() === '') return 'must not be empty'
  const longest = Math.max([...username].length, [...usernameKey(username)].length)
  return longest > MAX_CODE_POINTS ? `must not be longer than ${MAX_CODE_POINTS} characters` : undefined
}
