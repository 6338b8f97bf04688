const MAX_LENGTH = 256

/**
 * Whether `text` can name a service as an audience. With a colon it must be an absolute URI without a
 * fragment (RFC 7519 §2, RFC 8707 §2); otherwise it is a plain name.
 */
export function isAudienceIdentifier(text: string): boolean {
  if (text.length > MAX_LENGTH || !/^[!-~]+$/.test(text) || /["\\<>^`{|}]/.test(text)) return false
  return text.includes(':') ? URL.canParse(text) && !text.includes('#') : /^[A-Za-z0-9._~/-]+$/.test(text)
}

/** Whether `identifier` names the issuer, even in another spelling. */
export const namesIssuer = (identifier: string, issuer: string): boolean => {
  const url = URL.parse(identifier)
  return url !== null && url.origin === issuer && url.pathname === '/' && url.search === ''
}
