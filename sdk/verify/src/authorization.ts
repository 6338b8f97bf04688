/**
 * The values of the `Authorization` header: what the framework has, which an earlier middleware may have put there, or a platform that has nothing raw. But
 * all of them where several were sent: Node itself keeps the first, and says nothing.
 */
export function authorizationValues(kept: string | undefined, rawHeaders: readonly string[] | undefined): string[] {
  const sent = valuesIn(rawHeaders ?? [])
  return sent.length > 1 ? sent : [kept].filter((value) => value !== undefined)
}

function valuesIn(rawHeaders: readonly string[]): string[] {
  const values: string[] = []
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === 'authorization') values.push(rawHeaders[at + 1] ?? '')
  }
  return values
}

/** The token after the scheme, which may be in any case (RFC 6750 §2.1, RFC 9110 §11.4); undefined where there is none. */
const tokenOf = (value: string): string | undefined => /^bearer(?: +(.+))?$/i.exec(value)?.[1]

export type Presented = { token: string } | 'none' | 'several'

/** Which of several credentials is meant is not for us to say. */
export function presentedToken(values: readonly string[]): Presented {
  const tokens = values.map(tokenOf).filter((token) => token !== undefined)
  const [token] = tokens
  if (token === undefined) return 'none'
  return values.length === 1 ? { token } : 'several'
}
