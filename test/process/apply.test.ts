// `apply` brings clients and users to the state in a file, as real processes on both databases.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportJWK, generateKeyPair } from 'jose'
import { expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { folderWithAlice, mintmark } from './mintmark.ts'
import { serving, token } from './serving.ts'

const jwk = { ...(await exportJWK((await generateKeyPair('ES256')).publicKey)), kid: 'first' }

const FILE = `
clients:
  - id: orders
    scope: [stock:read, stock:write]
    audiences: [https://stock.example.com]
  - id: web
    confidential: false
    scope: null
  - id: reports
    grants: [client_credentials]
    auth_methods: [private_key_jwt]
    jwks: ${JSON.stringify({ keys: [jwk] })}
    assertion_audience: token_endpoint
    assertion_max_seconds: 600
    disabled: true
users:
  - username: ALICE
    scope: data:read orders:read
`

test.each(databases)('on $name, a file is applied once and leaves everything else unchanged', async (database) => {
  const { url, folder, run, json, events } = await serving(database)
  const apply = (text: string, options = '') => {
    writeFileSync(join(folder, 'set-up.yaml'), text)
    return run(`apply -f set-up.yaml${options}`)
  }
  const told = async () =>
    (await (await events()).list({ limit: 100 }))
      .filter(({ type }) => /^(client|user)_/.test(type))
      .map(({ type, clientId, actor }) => [type, ...(clientId === undefined ? [] : [clientId]), actor].join(' '))
  const before = await told()

  const dry = await apply(FILE, ' --dry-run')
  expect([dry.code, dry.stderr, await told()]).toEqual([0, '', before])
  expect(dry.stdout).toMatch(
    /^\+ client orders\n(.|\n)* {4}scope: stock:read stock:write\n(.|\n)*^4 to do, 0 as the file says already\.\n$/m,
  )
  expect(dry.stdout).not.toContain('mcs_')

  const { changes, ...counts } = await json('apply -f set-up.yaml')
  expect(counts).toEqual({ dryRun: false, asTheyAre: 0 })
  expect(changes.map(({ name, action, secret }: Record<string, string>) => [name, action, typeof secret])).toEqual([
    ['orders', 'create', 'string'],
    ['web', 'create', 'undefined'],
    ['reports', 'create', 'undefined'],
    ['alice', 'change', 'undefined'],
  ])
  expect(await json('clients show reports')).toMatchObject({
    keys: 1,
    assertionAudience: 'token_endpoint',
    assertionMaxSeconds: 600,
    disabled: true,
  })
  const answer = await token(url, { grant_type: 'client_credentials' }, ['orders', changes[0].secret])
  expect([answer.status, answer.body.scope]).toEqual([200, 'stock:read stock:write'])
  expect((await token(url, { username: 'alice', password: 'a long enough password' })).body.scope).toBe('data:read orders:read')
  const after = await told()
  expect(after.slice(0, after.length - before.length)).toEqual([
    'user_changed command',
    'client_created reports command',
    'client_created web command',
    'client_created orders command',
  ])

  // The same file again changes nothing.
  expect(await apply(FILE)).toEqual({ code: 0, stdout: '0 done, 4 as the file says already.\n', stderr: '' })
  expect(await told()).toEqual(after)

  const clients = '[{id: orders, scope: stock:read, disabled: true}, {id: reports, assertion_audience: issuer}]'
  const changed = await apply(`users: [{username: alice, disabled: true}]\nclients: ${clients}`)
  expect([changed.code, changed.stderr]).toEqual([0, ''])
  expect(changed.stdout).toBe(
    '~ client orders\n    scope: stock:read stock:write → stock:read\n    disabled: false → true\n' +
      '~ client reports\n    assertion_audience: token_endpoint → issuer\n' +
      '~ user alice\n    disabled: false → true\n3 done, 0 as the file says already.\n',
  )
  expect(await json('clients show orders')).toMatchObject({ audiences: ['https://stock.example.com'], disabled: true })
  expect(await json('clients list')).toHaveLength(3)
  expect((await token(url, { username: 'alice', password: 'a long enough password' })).status).toBe(401)
})

test('every mistake in a file is reported with its place, before changes', async () => {
  const folder = await folderWithAlice()
  await mintmark(folder, ['clients', 'add', 'web', '--public'])
  const input = JSON.stringify({
    clients: [
      { id: 'orders' },
      { id: 'default' },
      { id: 'web', confidential: true },
      { id: 'page', confidential: false, grants: ['client_credentials'], auth_methods: ['client_secret_basic'] },
      { id: 'b', audiences: ['a#b'], identifiers: ['http://127.0.0.1:8080'], scope: 'a  b', jwks: {} },
      { id: 'c', jwks: { keys: [{ kty: 'RSA', n: 5, e: 'AQAB' }] } },
    ],
    groups: [],
    users: [
      { username: 'mallory', password: 'hunter2' },
      { username: 'mallory' },
      { username: 'alice', scope: 'a"b' },
      { username: 'a\0b', scope: ['x', 'x'] },
    ],
  })
  const env = { MINTMARK_ISSUER: 'http://127.0.0.1:8080' }
  const { code, stdout, stderr } = await mintmark(folder, ['apply', '-f', '-'], { env, input })
  expect([code, stdout]).toEqual([4, ''])
  const said = [
    /^users\[0\]\.password must not be in a file\.$/,
    /^groups is not known here\.$/,
    /^clients\[1\]\.id is the built-in client\.$/,
    /^clients\[2\]\.confidential cannot be changed/,
    /^clients\[3\]\.grants must not have client_credentials/,
    /^clients\[3\]\.auth_methods must be none/,
    /^clients\[4\]\.scope must be visible/,
    /^clients\[4\]\.audiences must be absolute/,
    /^clients\[4\]\.identifiers must not hold the issuer/,
    /^clients\[4\]\.jwks must be a JWK Set/,
    /^clients\[5\]\.jwks holds a key whose n is not text\.$/,
    /^users\[1\]\.username belongs to no user: add the account first/,
    /^users\[2\]\.scope must be visible/,
    /^users\[3\]\.username belongs to no user/,
    /^users\[3\]\.scope must name each scope once/,
    /^Nothing was done\.$/,
  ]
  for (const [index, line] of stderr.trim().split('\n').entries()) expect(line).toMatch(said[index]!)
  expect(stderr.trim().split('\n')).toHaveLength(said.length)
  expect(JSON.parse((await mintmark(folder, ['clients', 'list', '--json'])).stdout)).toHaveLength(1)
  const malformed = await mintmark(folder, ['apply', '-f', '-'], { input: 'clients: [{id: a, secret: xyz}]' })
  expect(malformed).toEqual({ code: 4, stdout: '', stderr: 'clients[0].secret must not be in a file.\nNothing was done.\n' })
  expect((await mintmark(folder, ['apply', '-f', 'nope.yaml'])).code).toBe(2)
})
