import { administrator } from './admin.ts'
import { operations } from './contract.ts'
import { basic, PASSWORD, type RunningService, type TestTokens } from './service.ts'

/** The credentials for every operation. */
export interface Credentials {
  tokens: TestTokens
  /** `Authorization` of a client, and by the tokens of a user and of an administrator. */
  client: Record<string, string>
  user: Record<string, string>
  admin: Record<string, string>
  serviceToken: string
}

/** Creates `alice`, the client `shop` and an administrator, and returns their credentials. */
export async function everyCredential(s: RunningService): Promise<Credentials> {
  await s.addUser('alice')
  const tokens = await s.logIn('alice')
  const client = basic('shop', await s.addClient('shop'))
  const serviceToken = (await s.form('/token', { grant_type: 'client_credentials' }, client)).body.access_token
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
  return { tokens, client, serviceToken, user: bearer(tokens.access_token), admin: bearer((await administrator(s)).token) }
}

type Call = [method: string, path: string, init: (held: Credentials) => RequestInit]

const json = { 'content-type': 'application/json' }
const form = (members: Record<string, string>) => new URLSearchParams(members) as never

/**
 * Each operation that asks the database, once for each form it takes. Some requests would succeed, others are
 * refused.
 */
export const CALLS: Call[] = [
  ['POST', '/token', () => ({ body: form({ username: 'alice', password: PASSWORD }) })],
  ['POST', '/token/refresh', ({ tokens }) => ({ body: form({ refresh_token: tokens.refresh_token }) })],
  ['POST', '/token/refresh', ({ user }) => ({ headers: user })],
  ['POST', '/token', ({ client }) => ({ headers: client, body: form({ grant_type: 'client_credentials' }) })],
  ['POST', '/token/introspect', ({ client, tokens }) => ({ headers: client, body: form({ token: tokens.access_token }) })],
  ['POST', '/token/revoke', ({ client, serviceToken }) => ({ headers: client, body: form({ token: serviceToken }) })],
  ['POST', '/token/revoke', ({ tokens }) => ({ body: form({ token: tokens.refresh_token }) })],
  ['POST', '/token/revoke', ({ tokens }) => ({ body: form({ token: tokens.access_token }) })],
  ['POST', '/login', () => ({ headers: json, body: JSON.stringify({ username: 'alice', password: PASSWORD }) })],
  ['POST', '/logout', ({ user }) => ({ headers: user })],
  ['GET', '/protected', ({ user }) => ({ headers: user })],
  ['GET', '/secure-data', ({ user }) => ({ headers: user })],
  ['GET', '/', ({ user }) => ({ headers: user })],
  ['GET', '/me', ({ user }) => ({ headers: user })],
  ['GET', '/me/sessions', ({ user }) => ({ headers: user })],
  ['DELETE', '/me/sessions/AAAAAAAAAAAAAAAAAAAAAA', ({ user }) => ({ headers: user })],
  [
    'PUT',
    '/me/password',
    ({ user }) => ({ headers: { ...json, ...user }, body: JSON.stringify({ current_password: 'x', new_password: 'a fine new password' }) }),
  ],
  ['POST', '/users', () => ({ headers: json, body: JSON.stringify({ username: 'bob', password: PASSWORD }) })],
  [
    'POST',
    '/users/password',
    () => ({ headers: json, body: JSON.stringify({ username: 'alice', one_time_secret: 'mot_x', new_password: PASSWORD }) }),
  ],
  ...operations
    .filter(({ path }) => path.startsWith('/admin/'))
    .map(({ method, path }): Call => [method, path.replaceAll(/\{[^}]+\}/g, 'nobody'), ({ admin }) => ({ headers: admin })]),
  ['GET', '/.well-known/jwks.json', () => ({})],
  ['GET', '/readyz', () => ({})],
]
