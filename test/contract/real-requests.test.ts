// Every example of a request works. It is sent as it is, with other tokens and secrets.
import { expect, test } from 'vitest'
import type { Node } from '../../scripts/json-pointer.ts'
import { contract, deref, type Operation, operations } from '../support/contract.ts'
import { atEndOfFile, sqlite } from '../support/databases.ts'
import { basic, PASSWORD, startService } from '../support/service.ts'
import { createScene, SCENE, type Scene } from './real-answers/scene.ts'

interface Example {
  name: string
  operation: Operation
  media: string
  value: Record<string, unknown>
}

const examples: Example[] = operations.flatMap((operation) =>
  Object.entries<Node>(operation.declared.requestBody?.content ?? {}).flatMap(([media, { examples: given = {} }]) =>
    Object.entries<Node>(given).map(([example, { value }]) => ({ name: `${operation.id} ${example}`, operation, media, value })),
  ),
)
const SERVICE = { grants: ['client_credentials', 'password', 'refresh_token'], scope: ['data:read'] } as const

/** What the examples take for granted: their accounts, their client and its secret. */
async function startScene(): Promise<Scene & { ids: Record<string, string> }> {
  const service = await startService((await sqlite.fresh()).config, SCENE)
  atEndOfFile(() => service.stop())
  const scene = createScene(service)
  const { value } = contract.paths['/token'].post.requestBody.content['application/x-www-form-urlencoded'].examples.client_credentials
  await service.addClient(value.client_id, { ...SERVICE, secret: value.client_secret })
  await service.addClient('orders')
  const kid = service.service.keys.keys[1]?.kid ?? ''
  return { ...scene, ids: { user_id: await scene.user('alice'), client_id: 'orders', kid } }
}

/** Replaces what only one service has made: the example's tokens and one-time secret. */
async function ownValues({ logIn, admin, ids }: Awaited<ReturnType<typeof startScene>>, value: Example['value']): Promise<Node> {
  const tokens = await logIn('demo')
  const oneTimeSecret = async () =>
    (await (await admin()).send('POST', `/admin/users/${ids.user_id}/one-time-secret`, {})).body.one_time_secret
  const own: [form: RegExp, make: () => Promise<string> | string][] = [
    [/^mrt_[\w-]{79}$/, () => tokens.refresh_token],
    [/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]{86}$/, () => tokens.access_token],
    [/^mot_[\w-]{43}$/, oneTimeSecret],
  ]
  const entries = Object.entries(value).map(async ([member, given]) => {
    const make = own.find(([form]) => form.test(String(given)))?.[1]
    return [member, make === undefined ? given : await make()] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

/** An example of a Bearer token, or of a client's question, has its credentials in a header. */
async function headersFor({ name, operation }: Example, scene: Scene): Promise<Record<string, string>> {
  if (name === 'refreshToken bearer') return { authorization: `Bearer ${(await scene.logIn('demo')).refresh_token}` }
  if (operation.id === 'introspectToken') return basic('asker', await scene.service.addClient('asker'))
  if (operation.path.startsWith('/admin/')) return { authorization: `Bearer ${(await scene.admin()).token}` }
  return operation.path.startsWith('/me') ? { authorization: `Bearer ${(await scene.logIn('demo')).access_token}` } : {}
}

test.each(examples)('the example $name works', async (example) => {
  const { operation, media, value } = example
  const scene = await startScene()
  await scene.user('demo')
  if (operation.id === 'createClient') await (await scene.admin()).send('DELETE', '/admin/clients/orders')
  if (operation.id === 'registerUser') await scene.service.service.users.delete(scene.ids.user_id!, { atMs: 0 })
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name) => scene.ids[name] ?? name)
  const headers = { 'content-type': media, ...(await headersFor(example, scene)) }
  const own = await ownValues(scene, value)
  const body = media === 'application/json' ? JSON.stringify(own) : new URLSearchParams(own as Record<string, string>).toString()
  const answer = await scene.service.send(operation.method, path, { headers, body })
  expect(answer.body.detail).toBeUndefined()
  expect(answer.status).toBeLessThan(300)
})

/** Values that only one service has made. */
const MADE = ['session_id', 'user_id', 'kid']

test('the examples of parameters are taken together', async () => {
  const { service, admin, ids } = await startScene()
  const { get } = await admin()
  for (const { id, path, declared } of operations) {
    const parameters: Node[] = (declared.parameters ?? []).map(deref)
    const exampleOf = ({ name, example }: Node): string => (MADE.includes(name) ? (ids[name] ?? example) : String(example))
    for (const parameter of parameters) expect(exampleOf(parameter), `${id} ${parameter.name}`).not.toBe('undefined')
    const query = parameters.filter((parameter) => parameter.in === 'query')
    // A cursor belongs to one list; the example is that of accounts.
    const fitting = query.filter(({ name }) => name !== 'after' || id === 'listUsers')
    if (query.length === 0) continue
    const asked = new URLSearchParams(fitting.map((parameter) => [parameter.name, exampleOf(parameter)]))
    expect((await get(`${path}?${asked}`)).status, id).toBe(200)
  }
  const { example } = operations.find(({ id }) => id === 'getDocsAsset')!.declared.parameters[0]
  expect((await service.get(`/docs/${example}`)).status).toBe(200)
  expect(PASSWORD).toBe(contract.paths['/login'].post.requestBody.content['application/json'].examples.login.value.password)
  const key = contract.components.parameters.IdempotencyKey.example
  const refreshed = await service.form('/token/refresh', { refresh_token: 'x' }, { 'idempotency-key': key })
  expect(refreshed.body.error).toBe('invalid_grant')
})
