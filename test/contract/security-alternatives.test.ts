// Each operation takes every kind of credential that the contract declares for it, and refuses every other.
import { describe, expect } from 'vitest'
import type { Node } from '../../scripts/json-pointer.ts'
import { contract, type Operation, operations } from '../support/contract.ts'
import { sqlite } from '../support/databases.ts'
import { onDatabase } from '../support/fixtures.ts'
import { basic, ISSUER, PASSWORD, type RunningService } from '../support/service.ts'

type Form = Record<string, string>
interface Credential {
  headers?: Record<string, string>
  /** What the form must have with it. */
  form?: Form
}

const { securitySchemes } = contract.components
const BFF = { grants: ['password', 'refresh_token', 'client_credentials'], scope: ['data:read', 'admin'] } as const
const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
const waysOf = ({ declared }: Operation): [way: string, scopes: string[]][] =>
  declared.security.map((way: object) => Object.entries(way)[0] ?? ['nothing', []])
const guarded = operations.filter((operation) => waysOf(operation).length > 0)
const takesClient = (operation: Operation) => waysOf(operation).some(([way]) => way === 'clientBasic')

const test = onDatabase(sqlite)

describe('the declared credentials', () => {
  let secret: string
  test.beforeAll(async ({ service }) => {
    secret = await service.addClient('bff', BFF)
  })
  const clientBasic = () => basic('bff', secret)

  /** Asks the token endpoint that the scheme names, for the scopes that the operation needs. */
  const grant = async (service: RunningService, scheme: string, flow: string, asked: Form, scopes: string[], headers = {}) => {
    const scope: Form = scopes.length === 0 ? {} : { scope: scopes.join(' ') }
    const { tokenUrl } = securitySchemes[scheme].flows[flow]
    return (await service.form(tokenUrl, { resource: ISSUER, ...asked, ...scope }, headers)).body
  }
  let users = 0
  /** Each call has a user of its own, since some of them change the password or end the session. */
  const newUser = async (service: RunningService) => {
    users += 1
    const username = `user${users}`
    await service.addUser(username, { scope: 'data:read admin' })
    return { username, password: PASSWORD }
  }
  const logIn = async (service: RunningService, scopes: string[]) =>
    grant(service, 'password', 'password', { grant_type: 'password', ...(await newUser(service)) }, scopes)
  const ownToken = async (service: RunningService, scopes: string[]): Promise<string> =>
    (await grant(service, 'clientCredentials', 'clientCredentials', { grant_type: 'client_credentials' }, scopes, clientBasic()))
      .access_token

  /** What a client sends with its own authentication, and without any. */
  const ofClients: Record<string, (service: RunningService) => Promise<{ with: Form; without: Form }>> = {
    issueToken: async (service) => ({ with: { grant_type: 'client_credentials' }, without: await newUser(service) }),
    refreshToken: async (service) => ({
      with: {
        refresh_token: (
          await grant(service, 'password', 'password', { grant_type: 'password', ...(await newUser(service)) }, [], clientBasic())
        ).refresh_token,
      },
      without: { refresh_token: (await logIn(service, [])).refresh_token },
    }),
    introspectToken: async () => ({ with: { token: 'x' }, without: { token: 'x', client_id: 'bff', client_secret: secret } }),
    revokeToken: async () => ({ with: { token: 'x' }, without: { token: 'x' } }),
  }
  const credential = async (service: RunningService, { id }: Operation, way: string, scopes: string[]): Promise<Credential> => {
    if (way === 'nothing') return { form: (await ofClients[id]!(service)).without }
    if (way === 'clientBasic') return { headers: clientBasic(), form: (await ofClients[id]!(service)).with }
    if (way === 'clientCredentials') return { headers: bearer(await ownToken(service, scopes)) }
    const tokens = await logIn(service, scopes)
    // Where a refresh token is declared as Bearer, one of either kind works.
    return { headers: bearer(way === 'bearer' && id === 'refreshToken' ? tokens.refresh_token : tokens.access_token) }
  }

  const call = (service: RunningService, operation: Operation, { headers = {}, form }: Credential) => {
    const { method, path, declared } = operation
    const url = path.replaceAll(/\{[^}]+\}/g, 'x')
    if (form !== undefined) return service.form(url, form, headers)
    const [example] = Object.values<Node>(declared.requestBody?.content['application/json']?.examples ?? {})
    if (example === undefined) return service.send(method, url, { headers })
    const body = JSON.stringify({ ...example.value, ...(operation.id === 'createClient' ? { id: 'made' } : {}) })
    return service.send(method, url, { headers: { 'content-type': 'application/json', ...headers }, body })
  }

  const declared = guarded.flatMap((operation) => waysOf(operation).map(([way, scopes]) => ({ id: operation.id, way, scopes, operation })))
  test.for(declared)('$id takes $way $scopes', async ({ operation, way, scopes }, { service }) => {
    const { status, body } = await call(service, operation, await credential(service, operation, way, scopes))
    expect([401, 403], body.detail).not.toContain(status)
    if (takesClient(operation)) expect(status).toBe(200)
  })

  const undeclared = guarded.flatMap((operation) => {
    const ways = waysOf(operation).map(([way]) => way)
    const [[, scopes] = ['', []]] = waysOf(operation)
    const kinds = ['nothing', 'clientBasic', 'clientCredentials', 'password'].filter((way) => !ways.includes(way))
    return kinds.map((way) => ({ id: operation.id, way, scopes, operation }))
  })
  const ofTokens = undeclared.filter(({ operation }) => !takesClient(operation))
  test.for(ofTokens)('$id refuses $way', async ({ operation, way, scopes }, { service }) => {
    const sent: Record<string, () => Promise<Credential>> = {
      nothing: async () => ({}),
      clientBasic: async () => ({ headers: clientBasic() }),
      clientCredentials: async () => ({ headers: bearer(await ownToken(service, scopes)) }),
    }
    const { status } = await call(service, operation, await sent[way]!())
    // A service's token is good, but speaks for nobody.
    expect(status).toBe(way === 'clientCredentials' ? 403 : 401)
  })

  // RFC 6749 §2.3: a token does not authenticate a client, so who sends one has sent nothing.
  const ofForms = undeclared.filter(({ operation }) => takesClient(operation))
  test.for(ofForms)('$id takes $way for no client', async ({ operation, way, scopes }, { service }) => {
    const token = way === 'clientCredentials' ? await ownToken(service, scopes) : (await logIn(service, scopes)).access_token
    const form: Form = operation.id === 'issueToken' ? { grant_type: 'client_credentials' } : { token }
    const { status, body } = await call(service, operation, {
      headers: bearer(token),
      ...(operation.id === 'refreshToken' ? {} : { form }),
    })
    const expected = { issueToken: [400, 'unauthorized_client'], introspectToken: [401, 'invalid_client'], revokeToken: [200, undefined] }
    expect([status, body.error]).toEqual(expected[operation.id as keyof typeof expected] ?? [401, undefined])
    if (operation.id === 'revokeToken' && way === 'clientCredentials') expect((await service.get('/protected', token)).status).toBe(200)
  })

  const REFRESH = guarded.filter((operation) => !takesClient(operation))
  test.for(REFRESH)('$id refuses a refresh token as Bearer (R 1)', async (operation, { service }) => {
    const { refresh_token } = await logIn(service, [])
    expect((await call(service, operation, { headers: bearer(refresh_token) })).status).toBe(401)
  })
})
