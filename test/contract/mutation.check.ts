// Changes the contract in one way at a time, and the comparison with the project's routes must find each
// change. If a change needs work in src/, a newly generated project must not build until that work is done.
import { beforeAll, describe, expect, test } from 'vitest'
import type { Node } from '../../scripts/json-pointer.ts'
import { contract } from '../support/contract.ts'
import { derivedFromRoutes, differing } from './drift.ts'
import { buildWith, type Outcome, TYPE_TEST } from './project-copy.ts'

type Mutation = (document: Node) => void

function mutated(mutate: Mutation): Node {
  const copy = structuredClone(contract)
  mutate(copy)
  return copy
}

const rename = (members: Node, from: string, to: string): void => {
  members[to] = members[from]
  delete members[from]
}
const schemaOf = (document: Node, name: string): Node => document.components.schemas[name]
const successOf = (operation: Node): Node => operation.responses[200]
const protectedOf = (document: Node): Node => document.paths['/protected'].get

describe('the routes differ from a changed contract until generated again', () => {
  const mutations: Record<string, Mutation> = {
    'a member is deleted': (d) => delete schemaOf(d, 'Account').properties.scope,
    'a member is renamed': (d) => rename(schemaOf(d, 'Account').properties, 'scope', 'scopes'),
    'a member becomes required': (d) => schemaOf(d, 'Problem').required.push('title'),
    'a member is of another type': (d) => Object.assign(schemaOf(d, 'TokenResponse').properties.expires_in, { type: 'string' }),
    'a member may be null': (d) => Object.assign(schemaOf(d, 'Account').properties.username, { type: ['string', 'null'] }),
    'a pattern is added': (d) => Object.assign(schemaOf(d, 'RefreshToken'), { pattern: '^mrt_' }),
    'a length is limited': (d) => Object.assign(schemaOf(d, 'LoginRequest').properties.username, { maxLength: 64 }),
    'a least number is raised': (d) => Object.assign(schemaOf(d, 'TokenResponse').properties.expires_in, { minimum: 1 }),
    'an error code is removed': (d) => schemaOf(d, 'OAuthError').properties.error.enum.pop(),
    'a grant is removed': (d) => schemaOf(d, 'TokenRequest').anyOf.pop(),
    'a status is added': (d) => Object.assign(protectedOf(d).responses, { 404: d.components.responses.NotFound }),
    'a status is removed': (d) => delete protectedOf(d).responses[503],
    'the status of a success is another': (d) => rename(protectedOf(d).responses, '200', '201'),
    'a path is renamed': (d) => rename(d.paths, '/protected', '/guarded'),
    'a method is changed': (d) => rename(d.paths['/protected'], 'get', 'post'),
    'a media type is changed': (d) => rename(d.components.responses.NotFound.content, 'application/problem+json', 'application/json'),
    'a scope is changed': (d) => Object.assign(d.paths['/secure-data'].get, { security: [{ bearer: ['data:write'] }] }),
    'the credentials are no longer needed': (d) => protectedOf(d).security.push({}),
    'an audience is no longer exclusive': (d) => delete d.paths['/me/password'].put['x-audience'],
    'a body is no longer required': (d) => Object.assign(d.paths['/login'].post.requestBody, { required: false }),
    'a parameter is added': (d) =>
      Object.assign(protectedOf(d), { parameters: [{ name: 'page', in: 'query', schema: { type: 'string' } }] }),
    'an operation is added': (d) => Object.assign(d.paths['/protected'], { delete: { ...protectedOf(d), operationId: 'deleteProtected' } }),
    'an operation is removed': (d) => delete d.paths['/protected'],
  }

  test.each(Object.entries(mutations))('%s', (_, mutate) => {
    const document = mutated(mutate)
    expect(differing(derivedFromRoutes(document), document)).not.toEqual([])
  })

  test('without a change there is no difference', () => expect(differing(derivedFromRoutes(contract), contract)).toEqual([]))
})

describe('a newly generated project', () => {
  // All mutations share one build. Each changes its own operation or schema, and the compiler reports the
  // file that needs work.
  const mutations: [string, string, Mutation][] = [
    ['a member of a response is deleted', 'src/http/operations/me.ts', (d) => delete schemaOf(d, 'Account').properties.scope],
    [
      'a response has one more required member',
      'src/http/operations/wire/views.ts',
      (d) => requireMember(schemaOf(d, 'TokenResponse'), 'id'),
    ],
    ['a member of a request is renamed', 'src/http/operations/me.ts', (d) => renameMember(schemaOf(d, 'PasswordChange'))],
    ['an error code is removed', 'src/http/error-response.ts', (d) => schemaOf(d, 'OAuthError').properties.error.enum.pop()],
    ['a success has another status', 'src/http/operations/protected.ts', (d) => rename(protectedOf(d).responses, '200', '201')],
    ['a success has no body', 'src/http/operations/protected.ts', (d) => delete successOf(d.paths['/secure-data'].get).content],
    [
      'a success has another media type',
      'src/http/operations/protected.ts',
      (d) => rename(successOf(d.paths['/'].get).content, 'application/json', 'text/html'),
    ],
    ['an operation has another name', 'src/http/operations/me.ts', (d) => Object.assign(d.paths['/logout'].post, { operationId: 'leave' })],
    [
      'an operation is added',
      'src/http/operations.ts',
      (d) => Object.assign(d.paths, { '/more': { get: { ...d.paths['/me'].get, operationId: 'getMore' } } }),
    ],
  ]
  let changed: Outcome

  beforeAll(async () => {
    const all = mutated((document) => {
      for (const [, , mutate] of mutations) mutate(document)
    })
    changed = await buildWith(all)
  }, 120_000)

  test('builds in every file that needs no change', () => {
    const complainedOf = [...changed.said.matchAll(/^(\S+?)\(\d+,\d+\): error/gm)].map(([, file]) => file)
    // The type tests use one of those operations, and the client sends the renamed member, so both fail too.
    expect(new Set(complainedOf)).toEqual(new Set([...mutations.map(([, file]) => file), TYPE_TEST, 'sdk/client/src/account.ts']))
  })

  test.each(mutations)('does not build if %s: %s', (_, file) => {
    expect(changed).toMatchObject({
      stoppedBy: 'compiler',
      said: expect.stringMatching(new RegExp(`^${file.replaceAll('.', '\\.')}\\(`, 'm')),
    })
  })

  test('is not generated if the contract uses an unsupported feature', async () => {
    const cookie = { name: 'session', in: 'cookie', schema: { type: 'string' } }
    const outcome = await buildWith(mutated((d) => Object.assign(protectedOf(d), { parameters: [cookie] })))
    expect(outcome).toMatchObject({ stoppedBy: 'generation', said: expect.stringContaining("getProtected: a parameter in 'cookie'") })
  })
})

function requireMember(schema: Node, name: string): void {
  schema.properties[name] = { type: 'string' }
  schema.required.push(name)
}

function renameMember(schema: Node): void {
  rename(schema.properties, 'current_password', 'old_password')
  schema.required = ['old_password', 'new_password']
}
