import { type CryptoKey, exportJWK, generateKeyPair } from 'jose'
import type { FreshDatabase } from '../support/databases.ts'
import { type RunningService, startService } from '../support/service.ts'
import { createRunningSystem } from '../support/test-system.ts'

export const ORDERS = 'https://orders.example.com'
/**
 * Characters that HTTP Basic carries only form-urlencoded (RFC 6749 §2.3.1), or that encoders write
 * differently.
 */
export const AWKWARD_SECRET = 'p+s %:%3A&=/?#!~*\'()-_. "\\<>[]{}^`|;,@$'

export interface ForeignService extends RunningService {
  /**
   * The secret of the clients `svc`, a service for itself that is also `ORDERS`, and `bff`, which logs users
   * in.
   */
  secret: string
  /**
   * The key of the client `robot`, which may address `ORDERS`, and of `stock-robot`, whose assertions are for
   * the token endpoint.
   */
  robotKey: CryptoKey
}

/** Starts a service as foreign clients meet it. They know only its URL, and use the real clock. */
export async function startForForeigners(fresh: FreshDatabase): Promise<ForeignService> {
  const s = await startService(fresh.config, { ownIssuer: true, system: createRunningSystem() })
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'robot-1', alg: 'ES256', use: 'sig' }] }
  const secret = await s.addClient('svc', { scope: ['data:read', 'data:write'], identifiers: [ORDERS] })
  await s.addClient('awkward', { secret: AWKWARD_SECRET })
  await s.addClient('robot', { authMethods: ['private_key_jwt'], jwks, audiences: [ORDERS], scope: ['data:read'] })
  await s.addClient('stock-robot', {
    authMethods: ['private_key_jwt'],
    jwks,
    assertionAudience: 'token_endpoint',
    assertionMaxSeconds: 3600,
  })
  const people = { grants: ['password', 'refresh_token'], scope: 'of_user', audiences: [ORDERS] } as const
  await s.addClient('bff', { ...people, secret })
  await s.addClient('spa', { ...people, confidential: false, authMethods: ['none'] })
  await s.addUser('alice', { scope: 'data:read data:write' })
  return { ...s, secret, robotKey: privateKey }
}
