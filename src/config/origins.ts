import { parseIssuer } from './issuer.ts'

const MAX_ORIGINS = 50

/**
 * Of these schemes a page has no origin of its own: it is `null`, or the page's that made it, or none at
 * all.
 */
const WITHOUT_ORIGINS = ['file', 'data', 'blob', 'javascript', 'about', 'filesystem', 'ws', 'wss']
/**
 * The origin of a web view or a browser extension: `capacitor://localhost`. `URL` says `null` of all of
 * them.
 */
const OTHER_ORIGIN = /^([a-z][a-z0-9+.-]*):\/\/[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?(?::([1-9][0-9]{0,4}))?$/

/** Origins as browsers send them (RFC 6454 §6.2), with commas or spaces between; each once. */
export function parseOrigins(text: string): string[] | undefined {
  const origins = [...new Set(text.split(/[\s,]+/).filter((part) => part !== ''))]
  return origins.length > 0 && origins.length <= MAX_ORIGINS && origins.every(isOrigin) ? origins : undefined
}

/**
 * In the one spelling that is compared. A pattern is not an origin, and neither is `null`, which any page
 * can send.
 */
function isOrigin(text: string): boolean {
  if (/^https?:/.test(text)) return parseIssuer(text) !== undefined && !text.includes('*')
  const [, scheme, port] = OTHER_ORIGIN.exec(text) ?? []
  return scheme !== undefined && !WITHOUT_ORIGINS.includes(scheme) && Number(port ?? 1) <= 65535
}
