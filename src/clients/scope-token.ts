/** `scope-token` of RFC 6749 §3.3. */
const SCOPE_TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]+$/

export const isScopeToken = (text: string): boolean => SCOPE_TOKEN.test(text)

/**
 * Returns the tokens of a scope, which has single spaces between them (RFC 6749 §3.3). An empty scope has
 * none.
 */
export const scopeTokens = (scope: string): string[] => (scope === '' ? [] : scope.split(' '))

/**
 * In characters. A token carries its scope, and verifiers limit the length of tokens, as this service
 * does.
 */
const MAX_SCOPE_LENGTH = 1000

/**
 * Says why a user or a client cannot have these scopes. They may have none at all.
 *
 * @returns undefined if they can.
 */
export function scopeProblem(tokens: readonly string[]): string | undefined {
  if (!tokens.every(isScopeToken)) return 'must be visible ASCII characters without quotes and backslashes, with single spaces between'
  if (new Set(tokens).size < tokens.length) return 'must name each scope once'
  return tokens.join(' ').length > MAX_SCOPE_LENGTH ? `must not be longer than ${MAX_SCOPE_LENGTH} characters` : undefined
}
