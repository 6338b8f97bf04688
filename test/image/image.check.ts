// The image as it is run (REQUIREMENTS G 6). Each test continues where the one before stopped, like the life
// of one installation.
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, cpSync, globSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { startPostgres } from '../support/postgres.ts'
import { image, mintmark, type Replica, run, start, user } from './container.ts'

const ISSUER = { MINTMARK_ISSUER: 'http://localhost:8080' }
const password = randomBytes(24).toString('base64url')

interface Tokens {
  access_token: string
  refresh_token: string
}

const logIn = (url: string) => fetch(`${url}/token`, { method: 'POST', body: new URLSearchParams({ username: 'alice', password }) })
const refresh = (url: string, { refresh_token }: Tokens) =>
  fetch(`${url}/token/refresh`, { method: 'POST', body: new URLSearchParams({ refresh_token }) })
const send = (method: string, url: string, { access_token }: Tokens) =>
  fetch(url, { method, headers: { authorization: `Bearer ${access_token}` } })
const tokensOf = async (response: Response) => {
  expect(response.status).toBe(200)
  return (await response.json()) as Tokens
}

const addAlice = (env: Record<string, string> = {}) =>
  mintmark(['users', 'add', 'alice', '--password-stdin'], { env, input: `${password}\n` })

/** Returns "written" if the image's user can create a file there, otherwise the error's code. */
async function write(path: string): Promise<string> {
  const script =
    'try { fs.writeFileSync(process.argv[1], ""); fs.rmSync(process.argv[1]); console.log("written") } catch (e) { console.log(e.code) }'
  return (await run(['node', '-e', script, path])).stdout.trim()
}

const figures: string[] = []
afterAll(() => console.info(figures.join('\n')))

describe('what the image declares', () => {
  const { config } = image

  test('its user is a number, and not root', () => {
    expect(config.User).toMatch(/^[1-9]\d*:[1-9]\d*$/)
  })

  test('its labels say what it is, and from which commit', () => {
    const label = (name: string) => config.Labels[`org.opencontainers.image.${name}`]
    expect(['title', 'licenses', 'version'].map(label)).toEqual(['Mintmark', 'MIT', expect.stringMatching(/^\d+\.\d+\.\d+$/)])
    expect(label('revision')).toMatch(/^([0-9a-f]{40}|unknown)$/)
    expect(label('description')).not.toBe('')
  })

  test('its commands need no shell', async () => {
    expect([config.Entrypoint, config.Cmd, config.Healthcheck.Test]).toEqual([['mintmark'], ['serve'], ['CMD', 'mintmark', 'health']])
    expect((await run(['sh', '-c', 'true'])).stderr).toContain('failed to execute sh')
  })

  test('one folder is for data and belongs to its user', () => {
    expect(Object.keys(config.Volumes)).toEqual(['/data'])
    expect(statSync(image.data)).toMatchObject(user)
  })

  test('the image holds only the runtime files of the project', () => {
    expect(readdirSync(join(image.root, 'app')).sort()).toEqual([
      'LICENSE',
      'THIRD-PARTY-NOTICES',
      'dist',
      'node_modules',
      'package.json',
      'sbom.cdx.json',
    ])
  })
})

describe('one container on SQLite, with a read-only root', () => {
  let service: Replica
  let tokens: Tokens

  test('refuses to start without MINTMARK_ISSUER', async () => {
    const { code, stderr } = await mintmark(image.config.Cmd)
    expect(code).toBe(2)
    expect(stderr).toContain('MINTMARK_ISSUER')
  })

  test('the first start creates database and secret, closed to others', async () => {
    service = await start(ISSUER, { kept: true })
    const files = readdirSync(image.data)
    expect(files).toEqual(expect.arrayContaining(['mintmark.db', 'mintmark.db.secret']))
    for (const file of files) expect(statSync(join(image.data, file)).mode & 0o077, file).toBe(0)
    figures.push(`first start: ${service.startMs} ms to /readyz`)
  })

  test('@node-rs/argon2 hashes its passwords, and argon2 could', async () => {
    expect(service.output()).toContain('"engine":"@node-rs/argon2"')
    const { argon2Engine } = JSON.parse((await mintmark(['config', 'print', '--json'], { env: ISSUER })).stdout)
    expect(argon2Engine).toBe('@node-rs/argon2')
    const script = 'require("/app/node_modules/argon2").hash("x", { raw: true }).then((digest) => console.log(digest.length))'
    expect(await run(['node', '-e', script])).toMatchObject({ code: 0, stdout: '32\n' })
  })

  test("the process runs as the image's user without root's capabilities", () => {
    const status = readFileSync(`/proc/${service.pid}/status`, 'utf8')
    const line = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)![1]
    expect(line('Uid')).toBe(Array(4).fill(user.uid).join('\t'))
    expect(line('Gid')).toBe(Array(4).fill(user.gid).join('\t'))
    expect(line('CapEff')).toBe('0'.repeat(16))
    expect(line('NSpid')).toMatch(/\t1$/)
  })

  test.each(['/', '/app/dist', '/compile-cache', '/tmp', '/var/tmp', '/run/secrets', '/usr/local/bin'])(
    '%s is not writable',
    async (folder) => {
      expect(await write(join(folder, 'file'))).toBe('EROFS')
    },
  )

  test('/data is writable', async () => {
    expect(await write('/data/file')).toBe('written')
  })

  test("the image's command adds an account while the service runs", async () => {
    expect(await addAlice()).toMatchObject({ code: 0, stderr: '' })
  })

  test('a user can log in, open a protected route and refresh', async () => {
    const first = await tokensOf(await logIn(service.url))
    expect((await send('GET', `${service.url}/protected`, first)).status).toBe(200)
    tokens = await tokensOf(await refresh(service.url, first))
    expect((await send('GET', `${service.url}/protected`, tokens)).status).toBe(200)
  })

  test("the image's health check reports that it is ready", async () => {
    expect(await run(image.config.Healthcheck.Test.slice(1))).toMatchObject({ code: 0, stderr: '' })
  })

  test('SIGTERM ends process 1 with 0 within 10 s (F 7)', async () => {
    const { code, tookMs } = await service.stop()
    expect(code, service.output()).toBe(0)
    expect(tookMs).toBeLessThan(10_000)
  })

  test('the health check of a stopped service fails', async () => {
    expect((await run(image.config.Healthcheck.Test.slice(1))).code).not.toBe(0)
  })

  test('after a restart the session is alive, and /docs can be on', async () => {
    const again = await start({ ...ISSUER, MINTMARK_DOCS: 'on' })
    expect((await send('GET', `${again.url}/protected`, tokens)).status).toBe(200)
    await tokensOf(await refresh(again.url, tokens))
    for (const path of ['/docs', '/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js', '/docs/start.js']) {
      expect((await fetch(`${again.url}${path}`)).status, path).toBe(200)
    }
    expect((await again.stop()).code).toBe(0)
    expect(service.output() + again.output()).not.toContain(password)
    figures.push(`next start: ${again.startMs} ms to /readyz`)
  })
})

test('compiled code that Node rejects costs only time', async () => {
  const spoilt = join(image.data, 'spoilt')
  cpSync(join(image.root, 'compile-cache'), spoilt, { recursive: true })
  const files = globSync('**/*', { cwd: spoilt }).filter((path) => statSync(join(spoilt, path)).isFile())
  expect(files.length).toBeGreaterThan(20)
  for (const path of files) writeFileSync(join(spoilt, path), randomBytes(512))
  const env = { NODE_COMPILE_CACHE: '/data/spoilt' }
  const stdout = expect.stringContaining('alice')
  expect(await mintmark(['users', 'list', '--json'], { env })).toMatchObject({ code: 0, stderr: '', stdout })
  const service = await start({ ...ISSUER, ...env })
  expect((await service.stop()).code).toBe(0)
  rmSync(spoilt, { recursive: true })
})

test('on PostgreSQL, a job migrates and two replicas serve with secret files', async ({ onTestFinished, skip }) => {
  const postgres = await startPostgres()
  if (postgres === undefined) return skip('there is no PostgreSQL for this platform')
  onTestFinished(() => postgres.remove())
  const files = { DATABASE_URL: postgres.url, MINTMARK_SECRET: randomBytes(32).toString('base64url') }
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(image.secrets, name), `${content}\n`, { mode: 0o400 })
    chownSync(join(image.secrets, name), user.uid, user.gid)
  }
  const env = {
    ...ISSUER,
    DATABASE_URL_FILE: '/run/secrets/DATABASE_URL',
    MINTMARK_SECRET_FILE: '/run/secrets/MINTMARK_SECRET',
    MINTMARK_MIGRATE: 'off',
  }

  expect(await mintmark(['migrate'], { env })).toMatchObject({ code: 0, stderr: '' })
  expect(await addAlice(env)).toMatchObject({ code: 0, stderr: '' })
  const [one, two] = await Promise.all([start({ ...env, PORT: '8081' }), start({ ...env, PORT: '8082' })])
  const tokens = await tokensOf(await logIn(one.url))
  expect((await send('GET', `${two.url}/protected`, tokens)).status).toBe(200)
  const refreshed = await tokensOf(await refresh(two.url, tokens))
  expect((await send('POST', `${one.url}/logout`, refreshed)).status).toBe(204)
  expect((await send('GET', `${two.url}/protected`, refreshed)).status).toBe(401)
  expect([(await one.stop()).code, (await two.stop()).code]).toEqual([0, 0])
})

describe('the layers', () => {
  /** Returns the files of `folder` that contain `text`, of any kind. */
  const holding = (text: string, folder: string) => spawnSync('grep', ['-rlaF', '-e', text, folder], { encoding: 'utf8' }).stdout

  test('the search covers the layers', () => {
    expect(holding('"name": "mintmark"', image.layers)).not.toBe('')
  })

  test.each([
    ['a secret beside the build', () => image.planted],
    ["the service's own secret", () => readFileSync(join(image.data, 'mintmark.db.secret'), 'utf8').trim()],
    ['a password', () => password],
  ])('the layers hold no secret: %s', (_, secret) => {
    expect(secret().length).toBeGreaterThan(20)
    expect(holding(secret(), image.layers)).toBe('')
  })
})
