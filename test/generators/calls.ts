/**
 * The 25 calls that every generated client makes, with the answers of the contract.
 *
 * @module
 */

import { decodeJwt } from 'jose'
import { expect } from 'vitest'
import { basic, ISSUER, PASSWORD, type RunningService, type TestTokens } from '../support/service.ts'
import type { Answer, Api } from './api.ts'

/** A service with the user `alice`, the client `shop`, and its secret. */
export interface World {
  service: RunningService
  secret: string
  /** Returns a client that sends no credentials, or this `Authorization` with every call. */
  client(authorization?: string): Api
}

export interface Call {
  name: string
  /** Makes the call. Returns what came back. */
  make(world: World): Promise<Answer>
  status: number
  body?: object
}

export const ORDERS = 'https://orders.example.com'
export const STOCK = 'https://stock.example.com'

const ALICE = { username: 'alice', password: PASSWORD }
const WRONG = { username: 'alice', password: 'wrong' }
const TOKENS = { access_token: expect.any(String), token_type: 'bearer', expires_in: 900, scope: expect.any(String) }
const WITH_REFRESH = { ...TOKENS, refresh_token: expect.stringMatching(/^mrt_/) }

const claimsOf = ({ access_token }: { access_token: string }) => decodeJwt<{ sid: string }>(access_token)

const login = ({ service }: World): Promise<TestTokens> => service.logIn('alice')
/** A client with the access token of a new login, and that login. */
async function loggedIn(world: World): Promise<{ api: Api; tokens: TestTokens }> {
  const { body: tokens } = await world.service.form('/token', { ...ALICE, scope: 'data:read admin', resource: ISSUER })
  return { api: world.client(`Bearer ${tokens.access_token}`), tokens }
}
const asShop = ({ client, secret }: World): Api => client(basic('shop', secret).authorization)
const as =
  (call: (api: Api, tokens: TestTokens) => Promise<Answer>): Call['make'] =>
  async (world) => {
    const { api, tokens } = await loggedIn(world)
    return call(api, tokens)
  }

export const CALLS: Call[] = [
  { name: 'log in without a grant_type', make: ({ client }) => client().issueToken(ALICE), status: 200, body: WITH_REFRESH },
  {
    name: 'log in for a scope',
    make: ({ client }) => client().issueToken({ grant_type: 'password', ...ALICE, scope: 'data:read' }),
    status: 200,
    body: { ...WITH_REFRESH, scope: 'data:read' },
  },
  { name: 'a wrong password', make: ({ client }) => client().issueToken(WRONG), status: 401, body: { error: 'invalid_grant' } },
  {
    name: 'a service, with its secret in the form',
    make: ({ client, secret }) =>
      client().issueToken({ grant_type: 'client_credentials', client_id: 'shop', client_secret: secret, resource: ORDERS }),
    status: 200,
    body: TOKENS,
  },
  {
    name: 'a service, with Basic and two resources',
    make: async (world) => {
      const { status, body } = await asShop(world).issueToken({ grant_type: 'client_credentials', resource: [ORDERS, STOCK] })
      return status === 200 ? { status, body: claimsOf(body as TestTokens) } : { status, body }
    },
    status: 200,
    body: { aud: [ORDERS, STOCK] },
  },
  {
    name: 'a scope that nobody grants',
    make: ({ client }) => client().issueToken({ grant_type: 'password', ...ALICE, scope: 'nothing' }),
    status: 400,
    body: { error: 'invalid_scope' },
  },
  {
    name: 'refresh by the grant',
    make: async (world) => world.client().issueToken({ grant_type: 'refresh_token', refresh_token: (await login(world)).refresh_token }),
    status: 200,
    body: WITH_REFRESH,
  },
  {
    name: 'log in with JSON, while the token of another login is set',
    make: as((api) => api.logIn(ALICE)),
    status: 200,
    body: WITH_REFRESH,
  },
  {
    name: 'a wrong password with JSON',
    make: ({ client }) => client().logIn(WRONG),
    status: 401,
    body: { detail: 'Invalid username or password' },
  },
  {
    name: 'refresh by the access token',
    make: async (world) => world.client(`Bearer ${(await login(world)).access_token}`).refreshToken(),
    status: 200,
    body: TOKENS,
  },
  {
    name: 'refresh by the form',
    make: async (world) => world.client().refreshToken({ refresh_token: (await login(world)).refresh_token }),
    status: 200,
    body: WITH_REFRESH,
  },
  {
    name: 'refresh by the form, while an access token is set',
    make: as((api, { refresh_token }) => api.refreshToken({ refresh_token })),
    status: 200,
    body: WITH_REFRESH,
  },
  { name: 'refresh by nothing', make: ({ client }) => client().refreshToken(), status: 401, body: { detail: 'Not authenticated' } },
  {
    name: 'refresh by a token of nobody',
    make: ({ client }) => client().refreshToken({ refresh_token: 'mrt_AQ4NJ1' }),
    status: 400,
    body: { error: 'invalid_grant' },
  },
  {
    name: 'introspect a live token',
    make: async (world) => {
      const shop = asShop(world)
      const { body } = await shop.issueToken({ grant_type: 'client_credentials', resource: ISSUER })
      return shop.introspectToken({ token: (body as TestTokens).access_token })
    },
    status: 200,
    body: { active: true, client_id: 'shop' },
  },
  {
    name: 'introspect a token of nobody',
    make: (world) => asShop(world).introspectToken({ token: 'x' }),
    status: 200,
    body: { active: false },
  },
  {
    name: 'revoke a token',
    make: async (world) => ({ ...(await world.client().revokeToken({ token: (await login(world)).refresh_token })), body: undefined }),
    status: 200,
  },
  { name: 'a protected route', make: as((api) => api.getProtected()), status: 200, body: { message: 'Protected route' } },
  {
    name: 'a protected route without a token',
    make: ({ client }) => client().getProtected(),
    status: 401,
    body: { detail: 'Not authenticated' },
  },
  { name: 'the own account', make: as((api) => api.getMe()), status: 200, body: { username: 'alice' } },
  {
    name: 'end a session',
    make: as((api, tokens) => api.endSession(claimsOf(tokens).sid)),
    status: 204,
  },
  { name: 'a page of users', make: as((api) => api.listUsers({ limit: 1 })), status: 200, body: { users: [expect.any(Object)] } },
  {
    name: 'register a client',
    make: as((api) => api.createClient({ id: `client-${crypto.randomUUID()}`, scope: 'read' })),
    status: 201,
    body: { secret: expect.stringMatching(/^mcs_/) },
  },
  {
    name: 'a new password that is too short',
    make: as((api) => api.changePassword({ current_password: PASSWORD, new_password: 'short' })),
    status: 422,
    body: { errors: [{ pointer: '/new_password' }] },
  },
  { name: 'log out', make: as((api) => api.logOut()), status: 204 },
]
