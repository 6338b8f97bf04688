import { type Answer, ISSUER, PASSWORD, type RunningService } from './service.ts'

export interface Administrator {
  id: string
  token: string
  get(path: string): Promise<Answer>
  /** Sends a JSON body if `body` is given. */
  send(method: string, path: string, body?: unknown): Promise<Answer>
}

/**
 * Logs `username` in with the requested scope and audience. The scope `admin` is granted only if it is
 * requested.
 */
export async function tokenOf(s: RunningService, username: string, asked: Record<string, string>): Promise<string> {
  const { status, body } = await s.form('/token', { grant_type: 'password', username, password: PASSWORD, ...asked })
  if (status !== 200) throw new Error(`the login was answered with ${status} ${JSON.stringify(body)}`)
  return body.access_token
}

/** Creates an administrator, and a token for the administration. */
export async function administrator(s: RunningService, username = 'root'): Promise<Administrator> {
  return loggedIn(s, await s.addUser(username, { scope: 'data:read admin' }), username)
}

/** Logs the administrator `root` in again, for a test that moves the clock. */
export const withNewToken = (s: RunningService, { id }: Administrator): Promise<Administrator> => loggedIn(s, id, 'root')

async function loggedIn(s: RunningService, id: string, username: string): Promise<Administrator> {
  const token = await tokenOf(s, username, { scope: 'admin', resource: ISSUER })
  const headers = { authorization: `Bearer ${token}` }
  return {
    id,
    token,
    get: (path) => s.get(path, token),
    send: (method, path, body) => (body === undefined ? s.send(method, path, { headers }) : s.json(method, path, body, token)),
  }
}

/** Returns all pages of a list. */
// biome-ignore lint/suspicious/noExplicitAny: the contract has its shape, and every answer is checked against it
export async function allPages(admin: Administrator, path: string, member: string, limit: number): Promise<any[][]> {
  const pages = []
  let after = ''
  for (;;) {
    const { status, body } = await admin.get(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${after}`)
    if (status !== 200) throw new Error(`${path} was answered with ${status} ${JSON.stringify(body)}`)
    pages.push(body[member])
    if (body.next === undefined) return pages
    after = `&after=${body.next}`
  }
}
