export type DatabaseUrl = { kind: 'sqlite'; file: string } | { kind: 'postgres'; url: string }

/** Undefined where it is neither `sqlite:<file>` nor a URL that leads to a PostgreSQL database. */
export function parseDatabaseUrl(text: string): DatabaseUrl | undefined {
  if (text.startsWith('sqlite:')) {
    const file = text.slice('sqlite:'.length)
    return isFilePath(file) ? { kind: 'sqlite', file } : undefined
  }
  const url = isPostgresUrl(text) && !isEncodingMissing(text) ? URL.parse(text) : null
  if (url === null || (url.hostname === '' && !url.searchParams.has('host'))) return undefined
  return url.pathname.length > 1 ? { kind: 'postgres', url: text } : undefined
}

/**
 * What to do about a text that is refused.
 *
 * @returns undefined if nothing is known but the rule.
 */
export const databaseUrlMend = (text: string): string | undefined =>
  isPostgresUrl(text) && isEncodingMissing(text)
    ? 'Percent-encode what stands in the user name and the password: @ is %40, / is %2F, # is %23, ? is %3F, % is %25, a space is %20.'
    : undefined

/**
 * A path as a person writes it. `//…` is how other programmes write it, with the number of slashes in dispute; `:memory:` would be a
 * database of its own for each handle; a query would become part of the name.
 */
const isFilePath = (path: string): boolean => /^[^:?#\0]+$/.test(path.replace(/^[A-Za-z]:/, '')) && !/^\/\/|[/\\]$/.test(path)

const isPostgresUrl = (text: string): boolean => /^postgres(ql)?:\/\//.test(text)

/**
 * Whether the user name or the password holds a character that a URL gives another meaning. A parser would end them there, and take the rest of the password for a host or a
 * path, which errors name. Everything up to the last `@` is meant; a fragment is never meant.
 */
function isEncodingMissing(text: string): boolean {
  const userinfo = /^postgres(?:ql)?:\/\/(.*)@/s.exec(text)?.[1] ?? ''
  return text.includes('#') || /[@/?]/.test(userinfo) || !isDecodable(userinfo)
}

/** The driver takes a `%` that begins no escape for itself, and cannot go on with escapes that are no UTF-8. */
function isDecodable(userinfo: string): boolean {
  try {
    decodeURIComponent(userinfo.replace(/%(?![0-9a-f]{2})/gi, '%25'))
    return true
  } catch {
    return false
  }
}

const MASK = '********'

/** What may be shown of it: no password, wherever in the URL it stands. Of a text that is no database's URL, nothing: any part of it may be of a password. */
export function maskDatabaseUrl(text: string): string {
  const parsed = parseDatabaseUrl(text)
  if (parsed?.kind === 'sqlite') return text
  const url = parsed === undefined ? null : URL.parse(text)
  if (url === null) return MASK
  if (url.password !== '') url.password = MASK
  for (const name of url.searchParams.keys()) if (/pass/i.test(name)) url.searchParams.set(name, MASK)
  return url.href
}
