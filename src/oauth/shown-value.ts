/** T 10: one refused value of the caller's own may be repeated, up to here. */
const MAX_LENGTH = 100

/**
 * A refused scope or resource as a refusal may repeat it: in the characters that an `error_description` may
 * have (RFC 6749 §5.2), and cut if it is long. Userinfo, query and fragment of a URL may be secrets, and
 * are left out.
 */
export function shownValue(value: string): string {
  const bare = withoutUserinfo(value.split(/[?#]/, 1)[0] ?? '').replace(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, '?')
  return bare.length > MAX_LENGTH ? `${bare.slice(0, MAX_LENGTH - 3)}...` : bare
}

/**
 * RFC 3986 §3.2.1. Some parsers take a backslash for a slash, and a text without a scheme may have userinfo
 * too.
 */
function withoutUserinfo(text: string): string {
  const [, scheme = '', authority = '', path = ''] = /^([a-z][a-z0-9+.-]*:[/\\]*|[/\\]*)?([^/\\]*)(.*)$/is.exec(text) ?? []
  return scheme + authority.slice(authority.lastIndexOf('@') + 1) + path
}
