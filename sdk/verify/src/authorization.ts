/**
 * Returns all values of the `Authorization` header that were sent, if they were several: Node keeps only the
 * first. Otherwise it is the framework's value, which an earlier middleware may have set.
 *
 * @param current The value that the framework has.
 * @param rawHeaders The headers as sent; undefined on platforms without them.
 */
export function authorizationValues(current: string | undefined, rawHeaders: readonly string[] | undefined): string[] {
  const sent = valuesIn(rawHeaders ?? [])
  return sent.length > 1 ? sent : [current].filter((value) => value !== undefined)
}

function valuesIn(rawHeaders: readonly string[]): string[] {
  const values: string[] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === 'authorization') values.push(rawHeaders[at + 1] ?? '')
  }
  return values
}

/**
 * Returns the token after the scheme, which may be in any case (RFC 6750 §2.1, RFC 9110 §11.4); undefined if
 * there is none.
 */
const tokenOf = (value: string): string | undefined => /^bearer(?: +(.+))?$/i.exec(value)?.[1]

export type Presented = { token: string } | 'none' | 'several'

/** The verifier cannot know which of several credentials is meant. */
export function presentedToken(values: readonly string[]): Presented {
  const tokens = values.map(tokenOf).filter((token) => token !== undefined)
  const [token] = tokens
  if (token === undefined) return 'none'
  return values.length === 1 ? { token } : 'several'
}
