// What a verifier refuses when it is made, and not only at the first request.
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { requireAuth as expressAuth } from '../../sdk/verify/src/express.ts'
import { requireAuth as fastifyAuth } from '../../sdk/verify/src/fastify.ts'
import { requireAuth as honoAuth } from '../../sdk/verify/src/hono.ts'
import { createVerifier } from '../../sdk/verify/src/index.ts'

const GOOD = { issuer: 'https://auth.example.com', audience: 'https://orders.example.com' }
const SOME_TOKEN = 'Bearer eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFUzI1NiIsImtpZCI6ImEifQ.e30.AAAA'
const adapters: [string, (options: never) => unknown][] = [
  ['hono', honoAuth],
  ['express', expressAuth],
  ['fastify', fastifyAuth],
]

test('an unreachable issuer is named in the log, with the reason', async () => {
  const reachable = createServer().listen(0, '127.0.0.1')
  await once(reachable, 'listening')
  const { port } = reachable.address() as AddressInfo
  reachable.close()
  const issuer = `http://127.0.0.1:${port}`
  const verdict = await createVerifier({ issuer, audience: 'x', onWarning: () => {} }).verify(SOME_TOKEN)
  const why = `${issuer}/.well-known/oauth-authorization-server cannot be reached: fetch failed: connect ECONNREFUSED 127.0.0.1:${port}`
  expect(verdict).toMatchObject({ refusal: { status: 503, problem: `the keys of the issuer cannot be fetched: ${why}` } })
})

describe.each(adapters)('requireAuth of %s', (_, requireAuth) => {
  const make = (options: unknown) => () => requireAuth(options as never)

  test.each<[string, object, RegExp]>([
    ['no issuer', { issuer: undefined }, /^issuer must be an origin/],
    ['an issuer that is not a URL', { issuer: 'auth.example.com' }, /^issuer must be an origin/],
    ['an issuer with a trailing slash', { issuer: 'https://auth.example.com/' }, /^issuer must be an origin/],
    ['an issuer with a path', { issuer: 'https://auth.example.com/auth' }, /^issuer must be an origin/],
    ['an issuer in capitals', { issuer: 'https://AUTH.example.com' }, /^issuer must be an origin/],
    ['an issuer of another scheme', { issuer: 'ftp://auth.example.com' }, /^issuer must be an origin/],
    ['no audience', { audience: undefined }, /^audience must be the identifier of this service/],
    ['an empty audience', { audience: '' }, /^audience must be the identifier of this service/],
    ['a list of audiences', { audience: ['https://orders.example.com'] }, /^audience must be the identifier of this service/],
    ['the issuer as audience (J 7)', { audience: 'https://auth.example.com' }, /^audience must not be the issuer/],
    ['the issuer as audience, with a slash (J 7)', { audience: 'https://auth.example.com/' }, /^audience must not be the issuer/],
    ['the issuer as audience, in capitals (J 7)', { audience: 'HTTPS://AUTH.example.com:443' }, /^audience must not be the issuer/],
    ['a jwksUri that is not a URL', { jwksUri: '/keys' }, /^jwksUri must be an http or https URL/],
    ['a clock tolerance below 0', { clockToleranceSeconds: -1 }, /^clockToleranceSeconds must be a whole number from 0 to 300/],
    ['a clock tolerance above 300', { clockToleranceSeconds: 301 }, /^clockToleranceSeconds must be a whole number from 0 to 300/],
    ['a clock tolerance that is a fraction', { clockToleranceSeconds: 0.5 }, /^clockToleranceSeconds must be a whole number/],
    ['a clock tolerance that is text', { clockToleranceSeconds: '60' }, /^clockToleranceSeconds must be a whole number/],
    [
      'a jwksUri with a password',
      { jwksUri: 'https://u:hidden@a.example/keys' },
      /^jwksUri must be [^:]* without a user name and a password\.$/,
    ],
    ['a misspelt option', { scopes: 'orders:read' }, /^The option scopes is not known; there are issuer, audience/],
    ['a scope that is a list', { scope: ['orders:read'] }, /^scope must be scope tokens/],
    ['an empty scope', { scope: '' }, /^scope must be scope tokens/],
    ['a scope with two spaces', { scope: 'a  b' }, /^scope must be scope tokens/],
    ['a scope with a quote', { scope: 'a"b' }, /^scope must be scope tokens/],
    ['an optional that is not a boolean', { optional: 'yes' }, /^optional must be true or false/],
    [
      "a verifier together with a verifier's options",
      { verifier: createVerifier(GOOD) },
      /^The option issuer is not known; there are verifier, scope/,
    ],
  ])('%s is refused', (_, changed, message) => {
    expect(make({ ...GOOD, ...changed })).toThrow(TypeError)
    expect(make({ ...GOOD, ...changed })).toThrow(message)
  })

  test.each<[string, object]>([
    ['issuer and audience', GOOD],
    ['a plain name as audience', { ...GOOD, audience: 'orders' }],
    ['a path below the issuer as audience', { ...GOOD, audience: 'https://auth.example.com/orders' }],
    ['a clock tolerance of zero', { ...GOOD, clockToleranceSeconds: 0 }],
    ['the largest clock tolerance', { ...GOOD, clockToleranceSeconds: 300 }],
    ['two scopes', { ...GOOD, scope: 'orders:read orders:write' }],
    ['a verifier', { verifier: createVerifier(GOOD), scope: 'orders:read' }],
  ])('%s is accepted', (_, options) => {
    expect(make(options)).not.toThrow()
  })

  test('missing options are refused', () => expect(make(undefined)).toThrow('The options must be an object.'))
})
