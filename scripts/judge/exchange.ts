/** A request as a test sent it. Header names are in lower case. */
export interface SentRequest {
  headers: Record<string, string>
  body: string
}

/** One request and its answer. `method` is empty if what was sent is not a valid request. */
export interface Exchange {
  method: string
  /** With the query. */
  path: string
  /** Absent if the test wrote the bytes itself. Then only the answer is judged. */
  request?: SentRequest
  status: number
  headers: Record<string, string>
  body: string
}

/** Returns the media type without its parameters, or an empty text if there is none. */
export const mediaTypeIn = (headers: Record<string, string>): string => headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? ''

export const pathnameOf = ({ path }: Exchange): string => path.split('?')[0] as string

/** Returns the parameters of the query. A repeated one is a list, as the service reads it. */
export function queryOf({ path }: Exchange): Record<string, string | string[]> {
  const at = path.indexOf('?')
  return at === -1 ? {} : grouped(new URLSearchParams(path.slice(at + 1)))
}

/** Returns the parameters of a form. One without a value counts as absent (RFC 6749 §3.2). */
export const formOf = (body: string): Record<string, string | string[]> =>
  grouped(new URLSearchParams([...new URLSearchParams(body)].filter(([, value]) => value !== '')))

function grouped(parameters: URLSearchParams): Record<string, string | string[]> {
  const each = [...new Set(parameters.keys())].map((name): [string, string | string[]] => {
    const all = parameters.getAll(name)
    return [name, all.length === 1 ? (all[0] as string) : all]
  })
  return Object.fromEntries(each)
}
