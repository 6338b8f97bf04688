const MAX_IDENTIFIERS = 20
const MAX_IDENTIFIER_LENGTH = 256

/** Identifiers with commas or spaces between; each once. */
export function parseAudience(text: string): string[] | undefined {
  const identifiers = [...new Set(text.split(/[\s,]+/).filter((part) => part !== ''))]
  return identifiers.length > 0 && identifiers.length <= MAX_IDENTIFIERS && identifiers.every(isIdentifier) ? identifiers : undefined
}

/** RFC 7519 §2, StringOrURI: what contains a colon is a URI. RFC 8707 §2: an absolute one, without a fragment. */
function isIdentifier(text: string): boolean {
  if (text.length > MAX_IDENTIFIER_LENGTH || !/^[!-~]+$/.test(text) || /["\\<>^`{|}]/.test(text)) return false
  return text.includes(':') ? URL.canParse(text) && !text.includes('#') : /^[A-Za-z0-9._~/-]+$/.test(text)
}

/** Whether `identifier` names the issuer, be it in another spelling. */
export const namesIssuer = (identifier: string, issuer: string): boolean => {
  const url = URL.parse(identifier)
  return url !== null && url.origin === issuer && url.pathname === '/' && url.search === ''
}
