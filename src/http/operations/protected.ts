import type { components } from '#generated/openapi.d.ts'
import type { Operation } from '../operation-handler.ts'
import { personOf } from '../request/bearer.ts'

/** Answers a request with any good access token. */
export function getProtected(): Operation<'getProtected'> {
  return (c) => c.json({ message: 'Protected route' }, 200)
}

/** Shows the subject and the scope of a token that has the scope `data:read`. */
export function getSecureData(): Operation<'getSecureData'> {
  return (c) => {
    const { sub, username, scope } = c.var.claims
    const body: components['schemas']['SecureData'] = { data: { sub, ...(username === undefined ? {} : { username }), scope } }
    return c.json(body, 200)
  }
}

/** Shows the person behind the token, in the shape of the tutorials. */
export function getRoot(): Operation<'getRoot'> {
  return (c) => {
    const { username, userId } = personOf(c.var.claims)
    return c.json({ User: { username, id: userId } }, 200)
  }
}
