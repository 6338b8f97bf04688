/** scope-token, RFC 6749 §3.3. */
const SCOPE_TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]+$/

export const isScopeToken = (text: string): boolean => SCOPE_TOKEN.test(text)

/** The tokens of a scope that has single spaces between (RFC 6749 §3.3); none where it is empty. */
export const scopeTokens = (scope: string): string[] => (scope === '' ? [] : scope.split(' '))

/** A token carries its scope, and whoever verifies tokens bounds their length; so does this service. */
const MAX_SCOPE_LENGTH = 1000

/** What keeps `tokens` from being what a user or a client may have; undefined where nothing does. None at all may be had too. */
export function scopeProblem(tokens: readonly string[]): string | undefined {
  if (!tokens.every(isScopeToken)) return 'must be visible ASCII characters without quotes and backslashes, with single spaces between'
  if (new Set(tokens).size < tokens.length) return 'must name each scope once'
  return tokens.join(' ').length > MAX_SCOPE_LENGTH ? `must not be longer than ${MAX_SCOPE_LENGTH} characters` : undefined
}
