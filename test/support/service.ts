/**
 * A whole service on a real database, behind real HTTP. Every answer is checked against the contract.
 *
 * @module
 */

import { promisify } from 'node:util'
import { createListener } from '../../src/cli/listen.ts'
import { type Client, firstEpoch } from '../../src/clients/client.ts'
import { createClientSecrets } from '../../src/clients/client-secret.ts'
import { createService, type Service } from '../../src/composition/service.ts'
import type { Config, DatabaseConfig } from '../../src/config.ts'
import type { HttpServerOptions } from '../../src/http/server/server.ts'
import { createLog, type Log } from '../../src/log.ts'
import { createMetrics } from '../../src/ops/metrics/metrics.ts'
import type { ServiceSecret } from '../../src/secret/service-secret.ts'
import { certificate, trustTestAuthority } from './certificates.ts'
import { conformingFetch } from './conformance.ts'
import { createTestSystem, type TestSystem } from './test-system.ts'
import { DEFAULT_LIMITS } from './throttle-limits.ts'

export const ISSUER = 'https://auth.example.com'
export const PASSWORD = 'correct horse battery staple'
export const SECRET: ServiceSecret = { current: Buffer.alloc(32, 7) }

export const SESSION = { idleSeconds: 14 * 86_400, maxSeconds: 30 * 86_400, refreshGraceSeconds: 10 }

export const testConfig = (database: DatabaseConfig): Config => ({
  http: { host: '127.0.0.1', port: 0, reusePort: false, tls: undefined },
  management: undefined,
  keepAliveSeconds: 130,
  cors: { origins: [], loopback: false },
  trustedProxies: [],
  database,
  migrate: true,
  issuer: ISSUER,
  audience: [],
  secret: undefined,
  previousSecret: undefined,
  signingAlg: 'ES256',
  accessTokenTtlSeconds: 900,
  session: SESSION,
  defaultClient: true,
  throttle: true,
  throttleLimits: DEFAULT_LIMITS,
  // As cheap as possible. A test that measures hashes sets REAL_ARGON2.
  password: { minLength: 15, argon2: { memoryKib: 8, passes: 1, parallelism: 1 } },
  registration: 'open',
  docs: false,
  demo: false,
  webhook: undefined,
  traces: undefined,
  logLevel: 'debug',
})

/** The least cost that `config.ts` accepts for a production service. */
export const REAL_ARGON2 = { memoryKib: 19_456, passes: 2, parallelism: 1 }

export interface TestTokens {
  access_token: string
  token_type: string
  expires_in: number
  scope: string
  refresh_token: string
  refresh_expires_in: number
}

export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: the contract has its shape, and every answer is checked against it
  body: any
}

export interface RunningService {
  url: string
  system: TestSystem
  service: Service
  /** Every line that was logged. */
  logged: string[]
  /** Sends any request. The body of the answer is parsed if it is JSON. */
  send(method: string, path: string, init?: RequestInit): Promise<Answer>
  get(path: string, token?: string): Promise<Answer>
  /** Sends a form, as an object or as its text. */
  form(path: string, form: Record<string, string> | string, headers?: Record<string, string>): Promise<Answer>
  json(method: string, path: string, body: unknown, token?: string): Promise<Answer>
  addUser(username: string, options?: { password?: string; scope?: string }): Promise<string>
  /**
   * Registers a confidential client for itself, unless `options` say otherwise. Returns its secret, or '' if
   * it has none.
   */
  addClient(id: string, options?: Partial<Client> & { secret?: string }): Promise<string>
  logIn(username: string, password?: string): Promise<TestTokens>
  refresh(refreshToken: string): Promise<Answer>
  /** Returns how many connections are open. */
  connections(): Promise<number>
  stop(): Promise<void>
}

const SERVICE_CLIENT: Omit<Client, 'id' | 'epoch'> = {
  confidential: true,
  grants: ['client_credentials'],
  scope: [],
  audiences: [],
  identifiers: [],
  authMethods: ['client_secret_basic', 'client_secret_post'],
  jwks: null,
  assertionAudience: 'issuer',
  assertionMaxSeconds: 300,
  createdAtMs: 0,
  disabledAtMs: null,
}

/** The `Authorization` of a client (RFC 6749 §2.3.1). */
export function basic(id: string, secret: string): Record<string, string> {
  const encoded = (text: string) => new URLSearchParams({ '': text }).toString().slice(1)
  return { authorization: `Basic ${btoa(`${encoded(id)}:${encoded(secret)}`)}` }
}

const bearer = (token?: string): Record<string, string> => (token === undefined ? {} : { authorization: `Bearer ${token}` })

/** How a service differs from `testConfig`, `SECRET` and a new test clock. */
export interface ServiceOptions {
  config?: Partial<Config>
  system?: TestSystem
  secret?: ServiceSecret
  limits?: HttpServerOptions['limits']
  /** Makes the URL that the service listens on its issuer, so that a client finds the rest from this URL. */
  ownIssuer?: boolean
  /** Serves HTTPS. */
  tls?: boolean
}

/** `MINTMARK_TEST_TLS=on` lets the tests of the server run over HTTPS. */
export const OVER_TLS = process.env.MINTMARK_TEST_TLS === 'on'

/** Starts a service on `database`. The caller stops it. */
export async function startService(
  database: DatabaseConfig,
  { config = {}, system = createTestSystem(), secret = SECRET, limits, ownIssuer = false, tls = OVER_TLS }: ServiceOptions = {},
): Promise<RunningService> {
  const logged: string[] = []
  const log: Log = createLog('debug', { write: (line) => logged.push(line) })
  const wanted = { ...testConfig(database), ...config }
  const { keepAliveSeconds, issuer, demo, trustedProxies } = wanted
  if (tls) trustTestAuthority()
  const shown = tls ? certificate('localhost') : undefined
  const metrics = createMetrics(system)
  const listener = createListener({
    reusePort: false,
    keepAliveSeconds,
    certificate: shown,
    issuer,
    demo,
    trustedProxies,
    log,
    system,
    limits,
    counts: metrics.requests,
  })
  const url = `http${tls ? 's' : ''}://127.0.0.1:${await listener.listen('127.0.0.1', 0)}`
  const service = await createService({ config: ownIssuer ? { ...wanted, issuer: url } : wanted, secret, system, log, metrics }).catch(
    (error: unknown) => {
      listener.server.close()
      throw error
    },
  )
  listener.answerWith(service)
  const conforming = conformingFetch(url)

  const running: RunningService = {
    url,
    system,
    service,
    logged,
    async send(method, path, init = {}) {
      const response = await conforming(path, { ...init, method })
      const text = await response.text()
      const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '')
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
    },
    get: (path, token) => running.send('GET', path, { headers: bearer(token) }),
    form: (path, form, headers = {}) =>
      running.send('POST', path, {
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
      }),
    json: (method, path, body, token) =>
      running.send(method, path, { headers: { 'content-type': 'application/json', ...bearer(token) }, body: JSON.stringify(body) }),
    async addUser(username, { password = PASSWORD, scope = 'data:read' } = {}) {
      const made = await service.userAdministration.create({ username, password, scope }, { atMs: system.nowMs() })
      if (made.kind !== 'created') throw new Error(`${username} was not made: ${JSON.stringify(made)}`)
      return made.user.id
    },
    async addClient(id, { secret: given, ...options } = {}) {
      const client = { id, ...SERVICE_CLIENT, epoch: firstEpoch(system), ...options }
      const secrets = createClientSecrets(secret, system)
      const own = client.authMethods.some((method) => method.startsWith('client_secret')) ? (given ?? secrets.make()) : ''
      const atMs = system.nowMs()
      const stored = own === '' ? undefined : { id: `secret of ${id}`, hmac: secrets.hmacOf(own), createdAtMs: atMs, expiresAtMs: null }
      if (!(await service.clients.create(client, stored, { atMs }))) throw new Error(`the client ${id} is there`)
      return own
    },
    async logIn(username, password = PASSWORD) {
      const { status, body } = await running.form('/token', { grant_type: 'password', username, password })
      if (status !== 200) throw new Error(`the login was answered with ${status} ${JSON.stringify(body)}`)
      return body
    },
    refresh: (refreshToken) => running.form('/token', { grant_type: 'refresh_token', refresh_token: refreshToken }),
    connections: () => promisify(listener.server.getConnections.bind(listener.server))(),
    async stop() {
      listener.server.closeAllConnections()
      listener.server.close()
      await service.close()
    },
  }
  return running
}
