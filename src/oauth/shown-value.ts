/** How much of a refused value a refusal may repeat, in characters (REQUIREMENTS T 10). */
const MAX_LENGTH = 100

/**
 * Returns a refused scope or resource as a refusal may repeat it: shortened, and in the characters of an
 * `error_description` (RFC 6749 §5.2). It leaves out userinfo, query and fragment of a URL, since they may be
 * secrets.
 */
export function shownValue(value: string): string {
  const bare = withoutUserinfo(value.split(/[?#]/, 1)[0] ?? '').replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '?')
  return bare.length > MAX_LENGTH ? `${bare.slice(0, MAX_LENGTH - 3)}...` : bare
}

/**
 * Removes userinfo (RFC 3986 §3.2.1), also from text without a scheme. A backslash counts as a slash, as it
 * does for some parsers.
 */
function withoutUserinfo(text: string): string {
  const [, scheme = '', authority = '', path = ''] = /^([a-z][a-z0-9+.-]*:[/\\]*|[/\\]*)?([^/\\]*)(.*)$/is.exec(text) ?? []
  return scheme + authority.slice(authority.lastIndexOf('@') + 1) + path
}
