// RFC 6749 §2.3.1, RFC 7523 §2.2: a client can authenticate in the form of each operation that takes one
// (C 1, C 7).
import { randomUUID } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../../support/fixtures.ts'
import { ISSUER, PASSWORD, type RunningService } from '../../../support/service.ts'

type Form = Record<string, string>

const CLIENT = { grants: ['password', 'refresh_token', 'client_credentials'], scope: ['data:read'] } as const
const METHODS = ['client_secret_post', 'private_key_jwt'] as const

describe.each(onEachDatabase())('on $name', ({ test }) => {
  let secret: string
  let key: CryptoKey
  test.beforeAll(async ({ service }) => {
    await service.addUser('alice')
    const pair = await generateKeyPair('ES256')
    key = pair.privateKey as CryptoKey
    const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), alg: 'ES256' }] }
    secret = await service.addClient('bff', { ...CLIENT, authMethods: [...METHODS], jwks })
  })

  const authentication = async ({ system }: RunningService, method: (typeof METHODS)[number]): Promise<Form> => {
    if (method === 'client_secret_post') return { client_id: 'bff', client_secret: secret }
    const iat = Math.floor(system.nowMs() / 1000)
    const claims = { iss: 'bff', sub: 'bff', aud: ISSUER, iat, exp: iat + 60, jti: randomUUID() }
    const client_assertion = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256' }).sign(key)
    return { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion }
  }

  describe.each(METHODS)('by %s', (method) => {
    const send = async (service: RunningService, path: string, form: Form) =>
      service.form(path, { ...form, ...(await authentication(service, method)) })
    const logIn = (service: RunningService) => send(service, '/token', { grant_type: 'password', username: 'alice', password: PASSWORD })

    test.for<[string, string, (token: string) => Form]>([
      ['client_credentials', '/token', () => ({ grant_type: 'client_credentials' })],
      ['refresh_token', '/token', (refresh_token) => ({ grant_type: 'refresh_token', refresh_token })],
      ['a refresh', '/token/refresh', (refresh_token) => ({ refresh_token })],
      ['introspection', '/token/introspect', (token) => ({ token })],
      ['revocation', '/token/revoke', (token) => ({ token })],
    ])('%s works, and with wrong credentials it does not', async ([_, path, form], { service }) => {
      const login = await logIn(service)
      expect(login.status).toBe(200)
      const { refresh_token } = login.body
      const wrong = { client_id: 'bff', client_secret: 'wrong' }
      expect((await service.form(path, { ...form(refresh_token), ...wrong })).status).toBe(401)
      const answer = await send(service, path, form(refresh_token))
      expect(answer.status).toBe(200)
      if (path.endsWith('introspect')) expect(answer.body.active).toBe(true)
    })
  })
})
