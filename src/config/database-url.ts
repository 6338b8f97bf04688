/** How connections to PostgreSQL are encrypted. */
export interface DatabaseTls {
  /** What is checked: the chain and the host name, the chain alone, or nothing. */
  verify: 'name' | 'chain' | 'nothing'
  /** The authorities, as PEM. If absent, they are those that Node trusts. */
  caFile?: string
  /** The certificate that this client shows, and its key. */
  own?: { certFile: string; keyFile: string }
}

/** `tls` is read in a second step, since the environment has a say in it. If absent, nothing is encrypted. */
export type DatabaseUrl = { kind: 'sqlite'; file: string } | { kind: 'postgres'; url: string; tls?: DatabaseTls | undefined }

/**
 * Parses the value of `DATABASE_URL`.
 *
 * @returns undefined if it is neither `sqlite:<file>` nor a URL of a PostgreSQL database.
 */
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
 * Says how to correct a text that `parseDatabaseUrl` refuses.
 *
 * @returns undefined if the rule of the setting says all that is known.
 */
export const databaseUrlMend = (text: string): string | undefined =>
  isPostgresUrl(text) && isEncodingMissing(text)
    ? 'Percent-encode what stands in the user name and the password: @ is %40, / is %2F, # is %23, ? is %3F, % is %25, a space is %20.'
    : undefined

/**
 * Checks that a path names a file. Among others it refuses these:
 *
 * - `//…`: programmes do not agree on the number of slashes.
 * - `:memory:`: each handle would get its own database.
 * - `…?query`: the query would become part of the name.
 */
const isFilePath = (path: string): boolean => /^[^:?#\0]+$/.test(path.replace(/^[A-Za-z]:/, '')) && !/^\/\/|[/\\]$/.test(path)

const isPostgresUrl = (text: string): boolean => /^postgres(ql)?:\/\//.test(text)

/**
 * Checks whether the user name or the password holds a raw character that has another meaning in a URL. A
 * parser would take the rest of the password for a host or a path, and errors name those.
 */
function isEncodingMissing(text: string): boolean {
  // User name and password end at the last `@`. Nobody means a fragment, so `#` belongs to them as well.
  const userinfo = /^postgres(?:ql)?:\/\/(.*)@/s.exec(text)?.[1] ?? ''
  return text.includes('#') || /[@/?]/.test(userinfo) || !isDecodable(userinfo)
}

/** Checks that the escapes are UTF-8, or the driver fails. It reads a `%` without an escape as itself. */
function isDecodable(userinfo: string): boolean {
  try {
    decodeURIComponent(userinfo.replace(/%(?![0-9a-f]{2})/gi, '%25'))
    return true
  } catch {
    return false
  }
}

const MASK = '********'

/**
 * Returns what may be shown of the URL of a database: every password in it is masked. Any other text is
 * masked whole, since any part of it may belong to a password.
 */
export function maskDatabaseUrl(text: string): string {
  const parsed = parseDatabaseUrl(text)
  if (parsed?.kind === 'sqlite') return text
  const url = parsed === undefined ? null : URL.parse(text)
  if (url === null) return MASK
  if (url.password !== '') url.password = MASK
  for (const name of url.searchParams.keys()) if (/pass/i.test(name)) url.searchParams.set(name, MASK)
  return url.href
}
