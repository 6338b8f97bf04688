export type DatabaseUrl = { kind: 'sqlite'; file: string } | { kind: 'postgres'; url: string }

/** Undefined where it is neither `sqlite:<file>` nor a URL that leads to a PostgreSQL database. */
export function parseDatabaseUrl(text: string): DatabaseUrl | undefined {
  if (text.startsWith('sqlite:')) {
    const file = text.slice('sqlite:'.length)
    return isFilePath(file) ? { kind: 'sqlite', file } : undefined
  }
  const url = /^postgres(ql)?:\/\//.test(text) ? URL.parse(text) : null
  if (url === null || (url.hostname === '' && !url.searchParams.has('host'))) return undefined
  return url.pathname.length > 1 ? { kind: 'postgres', url: text } : undefined
}

/**
 * A path as a person writes it. `//…` is how other programmes write it, with the number of slashes in dispute; `:memory:` would be a
 * database of its own for each handle; a query would become part of the name.
 */
const isFilePath = (path: string): boolean => /^[^:?#\0]+$/.test(path.replace(/^[A-Za-z]:/, '')) && !/^\/\/|[/\\]$/.test(path)

/** The same without the password, wherever in the URL it stands. */
export function maskDatabaseUrl(text: string): string {
  if (text.startsWith('sqlite:')) return text
  const url = URL.parse(text)
  if (url === null) return '********'
  if (url.password !== '') url.password = '********'
  for (const name of url.searchParams.keys()) if (/pass/i.test(name)) url.searchParams.set(name, '********')
  return url.href
}
