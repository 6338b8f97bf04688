/**
 * Changes of every kind, planted in the released contract, and whether each breaks its clients. Each is
 * planted in a copy of its path, so that one comparison judges all.
 *
 * @module
 */

import { locate, type Node } from '../../scripts/json-pointer.ts'

/** Changes its own copy of a path, without references; or the parts of the contract that all share. */
type Change = (item: Node, contract: Node, path: string) => unknown

const json = 'application/json'
const form = 'application/x-www-form-urlencoded'
const sent = ({ requestBody }: Node): Node => (requestBody.content[json] ?? requestBody.content[form]).schema
const answered = ({ responses }: Node, status = '200'): Node => responses[status].content[json].schema
const signingKey = (item: Node): Node => answered(item.get).properties.keys.items
const rename = (node: Node, from: string, to: string): void => {
  node[to] = node[from]
  delete node[from]
}

export const BREAKS: readonly [what: string, path: string, Change][] = [
  ['an operation is removed', '/admin/users', (item) => delete item.post],
  ['a path is removed', '/docs/{asset}', (_, { paths }, path) => delete paths[path]],
  ['a path is renamed', '/logout', (_, { paths }, path) => rename(paths, path, `${path}-now`)],
  ['an operation has another name', '/logout', ({ post }) => (post.operationId = 'signOut')],
  ['a media type of a request is renamed', '/login', ({ post }) => rename(post.requestBody.content, json, 'application/xml')],
  ['a media type of an answer is removed', '/token/refresh', ({ post }) => delete post.responses[400].content['application/problem+json']],
  ['a member of an answer is removed', '/login', ({ post }) => delete answered(post).properties.expires_in],
  ['a member of an answer is renamed', '/login', ({ post }) => rename(answered(post).properties, 'scope', 'scopes')],
  ['a member of a strict request is removed', '/admin/clients', ({ post }) => delete sent(post).properties.scope],
  ['a member of an open request is removed', '/token/revoke', ({ post }) => delete sent(post).properties.token_type_hint],
  ['a member of a request is renamed', '/login', ({ post }) => rename(sent(post).properties, 'username', 'user')],
  ['a member of a request can only be read', '/login', ({ post }) => (sent(post).properties.username.readOnly = true)],
  ['a request has no members', '/login', ({ post }) => delete sent(post).properties],
  ['a member of a request is newly required', '/admin/clients', ({ post }) => sent(post).required.push('scope')],
  ['a member of an answer may be absent', '/login', ({ post }) => answered(post).required.pop()],
  ['a body is newly required', '/token/refresh', ({ post }) => (post.requestBody.required = true)],
  ['a request forbids other members', '/login', ({ post }) => (sent(post).additionalProperties = false)],
  ['an answer has another type', '/login', ({ post }) => (answered(post).properties.expires_in.type = 'string')],
  ['an answer may be null', '/login', ({ post }) => (answered(post).properties.scope.type = ['string', 'null'])],
  ['a request may not be null', '/admin/clients/{client_id}', ({ patch }) => (sent(patch).properties.scope.type = 'string')],
  ['an answer has no schema', '/login', ({ post }) => delete post.responses[200].content[json].schema],
  ["a parameter's maximum is lower", '/admin/users', ({ get }) => (get.parameters[0].schema.maximum = 50)],
  ["a parameter's length is shorter", '/admin/users', ({ get }) => (get.parameters[1].schema.maxLength = 10)],
  ["an answer's minimum is gone", '/login', ({ post }) => delete answered(post).properties.expires_in.minimum],
  ['an answer has another format', '/users', ({ post }) => (answered(post, '201').properties.created_at.format = 'date')],
  ['a request has a pattern', '/login', ({ post }) => (sent(post).properties.username.pattern = '^a')],
  ['a request loses a value', '/admin/clients', ({ post }) => sent(post).properties.grants.items.enum.pop()],
  ['an answer gains a value', '/admin/keys', (item) => signingKey(item).properties.state.enum.push('lost')],
  ['an alternative of a request is removed', '/token', ({ post }) => sent(post).anyOf.pop()],
  ['an answer gains an alternative', '/token/introspect', ({ post }) => answered(post).anyOf.push({ type: 'object' })],
  ['a parameter is removed', '/admin/users', ({ get }) => get.parameters.splice(1, 1)],
  ['a parameter is newly required', '/admin/users', ({ get }) => (get.parameters[0].required = true)],
  ['a parameter is written in another way', '/admin/users', ({ get }) => (get.parameters[0].explode = false)],
  ['a parameter has another default', '/admin/users', ({ get }) => (get.parameters[0].schema.default = 10)],
  ['a parameter has no default', '/admin/users', ({ get }) => delete get.parameters[0].schema.default],
  ['a member of a request has a default', '/admin/clients', ({ post }) => (sent(post).properties.confidential.default = false)],
  [
    'a form is written in another way',
    '/token',
    ({ post }) => (post.requestBody.content[form].encoding = { resource: { explode: false } }),
  ],
  ['a header is removed', '/login', ({ post }) => delete post.responses[401].headers['WWW-Authenticate']],
  ['a header may be absent', '/login', ({ post }) => delete post.responses[200].headers['Cache-Control'].required],
  ['a header has another value', '/login', ({ post }) => (post.responses[200].headers['Cache-Control'].schema.const = 'no-cache')],
  ['a token is newly needed', '/livez', ({ get }) => (get.security = [{ bearer: [] }])],
  ['a scope is newly needed', '/protected', ({ get }) => get.security[0].bearer.push('admin')],
  ['a way to authenticate is removed', '/token/refresh', ({ post }) => post.security.splice(2, 2)],
  ['a success is removed', '/protected', ({ get }) => delete get.responses[200]],
  ['a success has another status', '/logout', ({ post }) => rename(post.responses, '204', '200')],
  ['an operation has another server', '/login', ({ post }) => (post.servers = [{ url: 'https://other.example.com' }])],
]

/** In parts of the contract that all operations share; each with the place that is named. */
export const SHARED_BREAKS: readonly [what: string, at: string, change: (contract: Node) => unknown][] = [
  ['the server is another', '#/servers/0', ({ servers }) => (servers[0].url = 'https://other.example.com')],
  [
    'the URL that gives tokens is another',
    '#/components/securitySchemes/password/flows/password',
    ({ components }) => (components.securitySchemes.password.flows.password.tokenUrl = '/tokens'),
  ],
  [
    'a flow loses a scope',
    '#/components/securitySchemes/password',
    ({ components }) => delete components.securitySchemes.password.flows.password.scopes.admin,
  ],
  [
    'a flow is removed',
    '#/components/securitySchemes/clientCredentials/flows/clientCredentials',
    ({ components }) => delete components.securitySchemes.clientCredentials.flows.clientCredentials,
  ],
  // The request loses it. The report names the first use, which is an answer.
  ['requests and answers lose a value', 'GET /admin/clients', ({ components }) => components.schemas.GrantType.enum.pop()],
  ['a scheme is another', '#/components/securitySchemes/bearer', ({ components }) => (components.securitySchemes.bearer.scheme = 'dpop')],
]

export const HARMLESS: readonly [what: string, path: string, Change][] = [
  ['nothing', '/login', () => {}],
  ['a new operation', '/livez', (item) => (item.post = { ...structuredClone(item.get), operationId: 'newOperation' })],
  ['a new path', '/livez', ({ get }, { paths }) => (paths['/new'] = { get: { ...structuredClone(get), operationId: 'newPath' } })],
  ['a new member of an answer', '/login', ({ post }) => (answered(post).properties.extra = { type: 'string' })],
  ['a new optional member of a request', '/admin/clients', ({ post }) => (sent(post).properties.note = { type: 'string' })],
  ['a new optional parameter', '/livez', ({ get }) => (get.parameters = [{ name: 'q', in: 'query', schema: { type: 'string' } }])],
  ['a new refusal', '/protected', ({ get }) => (get.responses[418] = get.responses[401])],
  ['a new header', '/login', ({ post }) => (post.responses[200].headers.Vary = { schema: { type: 'string' } })],
  ['a header that is always there', '/admin/users', ({ get }) => (get.responses[403].headers['WWW-Authenticate'].required = true)],
  ['a member of an answer that is always there', '/login', ({ post }) => answered(post).required.push('refresh_token')],
  ['a wider limit', '/admin/users', ({ get }) => (get.parameters[0].schema.maximum = 200)],
  ['a new value of a request', '/admin/clients', ({ post }) => sent(post).properties.grants.items.enum.push('new')],
  ['a new alternative of a request', '/token', ({ post }) => sent(post).anyOf.push({ type: 'object', required: ['code'] })],
  ['an answer that loses a value', '/admin/keys', (item) => signingKey(item).properties.state.enum.pop()],
  ['a scope that is no longer needed', '/admin/users', ({ get }) => get.security[0].bearer.pop()],
  ['another order of alternatives', '/token/refresh', ({ post }) => post.security.reverse()],
  ['other prose', '/protected', ({ get }) => (get.description = 'Other.')],
]

/** The copy of a path for a row of the tables. */
export const copyOf = (path: string, row: number): string => `/${row}${path}`

/** Returns the row whose copy a break names, or undefined. */
export const rowOf = (at: string): number | undefined => (/^(?:[A-Z]+ )?\/(\d+)\//.exec(at) ?? []).slice(1).map(Number)[0]

/** Returns both contracts, with every change in the second. */
export function plantAll(released: Node): { before: Node; after: Node } {
  const rows = [...BREAKS, ...HARMLESS]
  const before: Node = { ...released, paths: { '/admin/clients': released.paths['/admin/clients'] } }
  for (const [row, [, path]] of rows.entries()) {
    const item = withoutReferences(released.paths[path], released)
    for (const operation of Object.values<Node>(item)) operation.operationId += row
    before.paths[copyOf(path, row)] = item
  }
  const after = structuredClone(before)
  for (const [row, [, path, change]] of rows.entries()) change(after.paths[copyOf(path, row)], after, copyOf(path, row))
  for (const [, , change] of SHARED_BREAKS) change(after)
  return { before, after }
}

function withoutReferences<T>(node: T, contract: Node): T {
  if (Array.isArray(node)) return node.map((item) => withoutReferences(item, contract)) as T
  if (typeof node !== 'object' || node === null) return node
  const { $ref, ...members } = node as Node
  if (typeof $ref === 'string') return withoutReferences(locate(contract, $ref), contract) as T
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, withoutReferences(member, contract)])) as T
}
