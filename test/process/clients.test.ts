// The `clients …` commands as real processes beside a running service (docs/design/architecture.md#commands).
import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { databases, sqlite } from '../support/databases.ts'
import { folderWithAlice, folderWithDatabase, mintmark, openProtected, PASSWORD, start } from './mintmark.ts'
import { serving, token } from './serving.ts'

const FOR_ITSELF = { grant_type: 'client_credentials' }

// The tests run many processes one after the other, and the machine may be busy.

test.each(databases)('on $name, disabling, enabling and deleting a client take effect at once (R 10, J 8, G 3)', async (database) => {
  const { url, json, run, events } = await serving(database)
  const { secret } = await json('clients add orders')
  const ask = () => token(url, FOR_ITSELF, ['orders', secret])
  const { access_token } = (await ask()).body
  expect((await openProtected(url, access_token)).status).toBe(200)
  const disable = async () => {
    expect(await run('clients disable orders')).toEqual({ code: 0, stdout: 'orders is disabled.\n', stderr: '' })
    return (await json('clients show orders')).disabledAt
  }
  // Disabling again changes nothing: the trail has one event, and the time stays the same.
  expect(await disable()).toBe(await disable())
  expect((await openProtected(url, access_token)).status).toBe(401)
  expect(await ask()).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
  for (const _ of ['at first', 'again']) expect((await run('clients enable orders')).code).toBe(0)
  expect((await openProtected(url, access_token)).status).toBe(401)
  const { access_token: anew } = (await ask()).body
  expect((await openProtected(url, anew)).status).toBe(200)
  expect((await run('clients delete orders')).code).toBe(0)
  expect((await openProtected(url, anew)).status).toBe(401)
  expect((await ask()).status).toBe(401)
  const told = (await (await events()).list({ limit: 100 })).filter(({ clientId }) => clientId === 'orders').reverse()
  expect(told.map(({ type }) => type)).toEqual(['client_created', 'client_disabled', 'client_enabled', 'client_deleted'])
  expect(new Set(told.map(({ actor }) => actor))).toEqual(new Set(['command']))
})

test.each(databases)('on $name, a changed client takes effect at once (R 10, C 6)', async (database) => {
  const { url, json, run, events } = await serving(database)
  const { secret, ...added } = await json('clients add orders --scope read --scope write')
  const ask = (scope: string) => token(url, { ...FOR_ITSELF, scope }, ['orders', secret])
  expect((await ask('write')).status).toBe(200)
  const changed = await json('clients change orders --scope read --scope admin --audience https://stock.example.com')
  expect(changed).toEqual({ ...added, scope: 'read admin', audiences: ['https://stock.example.com'] })
  expect((await ask('write')).body.error).toBe('invalid_scope')
  expect((await ask('read admin')).body.scope).toBe('read admin')
  expect((await json('clients change orders --audience ')).audiences).toEqual([])
  await json('clients change orders --scope read --scope admin')
  const refused: [string, number, RegExp][] = [
    ['clients change orders', 2, /Say what to change/],
    ['clients change orders --id stock', 2, /unknown option/],
    ['clients change orders --grant nothing', 4, /grants must be of/],
    [`clients change orders --audience ${url}`, 4, /audiences must not hold the issuer/],
    ['clients change orders --auth-method private_key_jwt', 4, /the client has no keys/],
    ['clients change nobody --scope read', 3, /no such client/],
  ]
  for (const [args, code, said] of refused)
    expect({ args, ...(await run(args)) }).toEqual({ args, code, stdout: '', stderr: expect.stringMatching(said) })
  const told = (await (await events()).list({ limit: 100 })).filter(({ type }) => type === 'client_changed').reverse()
  expect(told.map(({ detail }) => detail?.changed)).toEqual([['scope', 'audiences'], ['audiences']])
})

test("a new client's secret gets tokens at once, within its limits (C 6, T 11)", async () => {
  const { url, json, run } = await serving(sqlite)
  const { secret } = await json('clients add orders --scope read --scope write --audience https://stock.example.com')
  expect(secret).toMatch(/^mcs_[\w-]{43}$/)
  const { status, body } = await token(url, { ...FOR_ITSELF, scope: 'read' }, ['orders', secret])
  expect([status, body.scope, body.refresh_token]).toEqual([200, 'read', undefined])
  const claims = JSON.parse(Buffer.from(body.access_token.split('.')[1], 'base64url').toString())
  expect(claims).toMatchObject({ sub: 'orders', aud: 'https://stock.example.com' })
  expect((await token(url, { ...FOR_ITSELF, scope: 'admin' }, ['orders', secret])).body.error).toBe('invalid_scope')
  for (const args of ['clients show orders', 'clients list --json']) {
    const { stdout } = await run(args)
    expect(stdout).toContain('orders')
    expect(stdout).not.toMatch(/mcs_|hmac/)
  }
})

test('two client secrets are live, never three; stored values do not work (C 6, G 5)', async () => {
  const { url, json, run, database } = await serving(sqlite)
  const { secret: first } = await json('clients add orders')
  const { secret: second, previousExpiresAt, ...rest } = await json('clients rotate-secret orders')
  expect(Date.parse(previousExpiresAt) - Date.now()).toBeGreaterThan(86_000_000)
  expect(rest).toEqual({ id: 'orders' })
  const statuses = (...secrets: string[]) =>
    Promise.all(secrets.map(async (secret) => (await token(url, FOR_ITSELF, ['orders', secret])).status))
  expect(await statuses(first, second)).toEqual([200, 200])
  const { secret: third, ...told } = await json('clients rotate-secret orders')
  expect(told).toEqual({ id: 'orders', previousExpiresAt: expect.any(String), displacedExpiresAt: previousExpiresAt })
  expect(await statuses(first, second, third)).toEqual([401, 200, 200])
  const { stdout } = await run('clients rotate-secret orders')
  expect(stdout.split('\n').slice(1)).toEqual([
    expect.stringMatching(/^The one before it is good until .*Z\.$/),
    `The one before that is dead now, though it had until ${told.previousExpiresAt}.`,
    '',
  ])
  const { secret: fourth, displacedExpiresAt } = await json('clients rotate-secret orders --expire-previous-seconds 0')
  expect([await statuses(second, third, fourth), Date.parse(displacedExpiresAt) > Date.now()]).toEqual([[401, 401, 200], true])
  const stored = await (await database()).kysely.selectFrom('client_secrets').select('hmac').execute()
  // The previous secret's row is deleted, so a wrong clock cannot revive it.
  expect(await statuses(...stored.map(({ hmac }) => hmac))).toEqual([401])
})

test('a public client needs no secret; one with `--jwks` signs (C 5, C 7)', async () => {
  const { url, json, folder } = await serving(sqlite)
  expect(await json('clients add web --public --scope data:read')).not.toHaveProperty('secret')
  const person = { grant_type: 'password', username: 'alice', password: PASSWORD, client_id: 'web' }
  expect((await token(url, person)).body).toMatchObject({ scope: 'data:read', refresh_token: expect.any(String) })

  const { publicKey, privateKey } = await generateKeyPair('ES256')
  writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), alg: 'ES256', kid: 'a' }] }))
  const asked = 'clients add reports --jwks keys.json --assertion-audience token_endpoint --assertion-max-seconds 3600'
  expect(await json(asked)).toMatchObject({ authMethods: ['private_key_jwt'], keys: 1, secrets: [] })
  expect(await json('clients show reports')).toMatchObject({ assertionAudience: 'token_endpoint', assertionMaxSeconds: 3600 })
  const assertion = await new SignJWT({ jti: 'once' })
    .setProtectedHeader({ alg: 'ES256', kid: 'a' })
    .setIssuer('reports')
    .setSubject('reports')
    .setAudience(`${url}/token`)
    .setExpirationTime('1 hour')
    .sign(privateKey)
  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
  const answer = await token(url, { ...FOR_ITSELF, client_assertion_type: type, client_assertion: assertion })
  expect(answer.status).toBe(200)
})

test('an external secret is read from standard input and not shown (G 4)', async () => {
  const folder = await folderWithAlice()
  const input = 'a-secret-of-forty-characters-from-a-vault\n'
  const { code, stdout } = await mintmark(folder, ['clients', 'add', 'orders', '--secret-stdin'], { input })
  expect([code, stdout.includes('a-secret')]).toEqual([0, false])
  expect((await mintmark(folder, ['clients', 'add', 'orders'])).stderr).toBe(
    'The id is taken. Choose another, or change that client with `mintmark clients change`.\n',
  )
})

test('disabling a client needs no service secret and no issuer (R 10)', async () => {
  const folder = await folderWithAlice()
  const orders = ['clients', 'add', 'orders', '--audience', 'https://auth.example.com']
  expect((await mintmark(folder, orders, { env: { MINTMARK_ISSUER: 'http://127.0.0.1:8080' } })).code).toBe(0)
  rmSync(join(folder, 'data', 'mintmark.db.secret'))
  const env = { MINTMARK_ISSUER: 'https://auth.example.com' }
  expect(await mintmark(folder, ['clients', 'disable', 'orders'], { env })).toEqual({
    code: 0,
    stdout: 'orders is disabled.\n',
    stderr: '',
  })
})

test('refused commands end with their exit code and create nothing', async () => {
  const folder = await folderWithAlice()
  const files = { malformed: '{"keys":[{"kty":"RSA","n":null,"e":"AQAB"}]}', null: 'null', 'no-json': '{' }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.json`), text)
  const refusals: [string, number, RegExp][] = [
    ['clients add default', 4, /^The id is the built-in client\.\n$/],
    ['clients add a --public --grant client_credentials --audience a#b', 4, /^The grants must not .*\nThe audiences must be .*\n$/],
    ['clients add a --secret-stdin', 4, /secret must be 32/],
    ['clients add a --jwks nope.json', 2, /nope\.json cannot be read/],
    ['clients add a --jwks malformed.json', 4, /^The JWK Set holds a key whose n is not text\.\n$/],
    ['clients add a --jwks null.json', 4, /^The JWK Set must be a JWK Set with a key/],
    ['clients add a --jwks no-json.json', 4, /^no-json\.json is not JSON\. It must be a JWK Set, /],
    [
      'clients add a --assertion-audience both --assertion-max-seconds 1h',
      4,
      /^The assertion audience must be one of issuer, token_endpoint\.\nThe lifetime of assertions must be a whole number from 60 to 3600\.\n$/,
    ],
    ['clients show a', 3, /no such client\. `mintmark clients list`/],
    ['clients rotate-secret a', 3, /no such client/],
    ['clients rotate-secret a --expire-previous-seconds 1e9', 2, /whole number/],
    ['clients list --json', 0, /^$/],
  ]
  const outcomes = []
  const env = { MINTMARK_ISSUER: 'https://auth.example.com' }
  for (const [args] of refusals) outcomes.push(await mintmark(folder, args.split(' '), { input: 'short', env }))
  expect(outcomes.map(({ code }) => code)).toEqual(refusals.map(([, code]) => code))
  for (const [index, { stderr }] of outcomes.entries()) expect(stderr).toMatch(refusals[index]![2])
  expect(outcomes.map(({ stdout }) => stdout)).toEqual([...Array(refusals.length - 1).fill(''), '[]\n'])
})

test('after a secret change, clients under the previous secret are named (C 6, M 5)', async () => {
  const folder = await folderWithDatabase()
  const [before, after] = [1, 2].map(() => randomBytes(32).toString('base64url')) as [string, string]
  expect((await mintmark(folder, ['clients', 'add', 'orders'], { env: { MINTMARK_SECRET: before } })).code).toBe(0)
  const env = { MINTMARK_SECRET: after, MINTMARK_SECRET_PREVIOUS: before }
  const listed = await mintmark(folder, ['clients', 'list', '--json'], { env })
  expect(JSON.parse(listed.stdout)).toMatchObject([{ id: 'orders', underPreviousSecret: true }])
  expect((await mintmark(folder, ['clients', 'list'], { env })).stdout).toContain('under the previous service secret')
  const shown = await mintmark(folder, ['clients', 'show', 'orders', '--json'], { env })
  expect(JSON.parse(shown.stdout).secrets).toEqual([{ createdAt: expect.any(String), expiresAt: null, underPreviousSecret: true }])
  const { output, signal, exit } = await start(folder, 'serve', env)
  expect(output()).toMatch(
    /Keep MINTMARK_SECRET_PREVIOUS until then.*"clients":1,"first":"orders"|"clients":1,"first":"orders".*Keep MINTMARK_SECRET_PREVIOUS/,
  )
  signal('SIGTERM')
  expect(await exit()).toBe(0)
})
