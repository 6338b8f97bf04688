import { describe, expect, test } from 'vitest'
import { ConfigError } from '../src/config/config-error.ts'
import { listeningOn, readConfig } from '../src/config.ts'

const SECRET = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const PASSWORD = 'hunter2hunter2'
const POSTGRES = `postgres://mint:${PASSWORD}@db.internal:5432/mintmark`

type Env = Record<string, string>
const SHARED_PORT = { DATABASE_URL: POSTGRES, MINTMARK_SECRET: SECRET, MINTMARK_REUSE_PORT: 'on' }
const serve = (env: Env) => readConfig({ env, mode: 'serve' })

function refusalOf(env: Env): ConfigError {
  try {
    readConfig({ env, mode: 'serve' })
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('It was accepted.')
}

describe('a value that breaks a rule is refused with rule and remedy', () => {
  const cases: [what: string, env: Env, variable: string, rule: RegExp, mend: RegExp][] = [
    ['a port in another notation', { PORT: '1e3' }, 'PORT', /whole number from 0 to 65535/, /PORT=8080/],
    ['a port with a space', { PORT: ' 5' }, 'PORT', /whole number/, /PORT=8080/],
    ['a hexadecimal port', { PORT: '0x10' }, 'PORT', /whole number/, /PORT=8080/],
    ['a signed port', { PORT: '+80' }, 'PORT', /whole number/, /PORT=8080/],
    ['a port with leading zeros', { PORT: '0080' }, 'PORT', /whole number/, /PORT=8080/],
    ['a port beyond the last', { PORT: '65536' }, 'PORT', /whole number from 0 to 65535/, /PORT=8080/],
    ['a host with a port', { HOST: 'localhost:80' }, 'HOST', /without a port/, /HOST=/],
    ['an address that is none', { HOST: '999.1.1.1' }, 'HOST', /IP address/, /HOST=/],
    ['colons that are no address', { HOST: '::::' }, 'HOST', /IP address/, /HOST=/],
    ['a URL as a host', { HOST: 'http://localhost' }, 'HOST', /IP address or a host name/, /HOST=/],
    ['another database', { DATABASE_URL: 'mysql://a:b@c/d' }, 'DATABASE_URL', /`sqlite:` .* `postgres:/, /DATABASE_URL=sqlite:/],
    ['a database in memory', { DATABASE_URL: 'sqlite::memory:' }, 'DATABASE_URL', /path of a file/, /DATABASE_URL=sqlite:/],
    ['slashes whose number is in dispute', { DATABASE_URL: 'sqlite:///a.db' }, 'DATABASE_URL', /path of a file/, /DATABASE_URL=sqlite:/],
    ['a folder as a database', { DATABASE_URL: 'sqlite:./data/' }, 'DATABASE_URL', /path of a file/, /DATABASE_URL=sqlite:/],
    ['no PostgreSQL database', { DATABASE_URL: 'postgres://h', MINTMARK_SECRET: SECRET }, 'DATABASE_URL', /\/database/, /DATABASE_URL=/],
    ['PostgreSQL without a secret', { DATABASE_URL: POSTGRES }, 'MINTMARK_SECRET', /given with PostgreSQL/, /MINTMARK_SECRET_FILE/],
    ['a switch that is neither', { MINTMARK_MIGRATE: 'false' }, 'MINTMARK_MIGRATE', /on or off/, /MINTMARK_MIGRATE=off/],
    ['a shared port on SQLite', { MINTMARK_REUSE_PORT: 'on' }, 'MINTMARK_REUSE_PORT', /has one `serve`/, /DATABASE_URL=postgres:/],
    ['a shared port that is not named', { ...SHARED_PORT, PORT: '0' }, 'MINTMARK_REUSE_PORT', /needs a PORT/, /Set PORT=8080/],
    ['no issuer off loopback', { HOST: '0.0.0.0' }, 'MINTMARK_ISSUER', /HOST is not a loopback/, /MINTMARK_ISSUER=https:/],
    ['no issuer in a private network', { HOST: '192.168.1.5' }, 'MINTMARK_ISSUER', /HOST is not a loopback/, /MINTMARK_ISSUER=https:/],
    ['an issuer with a path', { MINTMARK_ISSUER: 'https://a.example/x' }, 'MINTMARK_ISSUER', /no path/, /MINTMARK_ISSUER=https:/],
    ['an issuer with a slash', { MINTMARK_ISSUER: 'https://a.example/' }, 'MINTMARK_ISSUER', /no final `\/`/, /MINTMARK_ISSUER=https:/],
    ['an issuer with a query', { MINTMARK_ISSUER: 'https://a.example?x' }, 'MINTMARK_ISSUER', /no query/, /MINTMARK_ISSUER=https:/],
    ['an issuer in capitals', { MINTMARK_ISSUER: 'https://A.example' }, 'MINTMARK_ISSUER', /lower case/, /MINTMARK_ISSUER=https:/],
    ['an issuer with the usual port', { MINTMARK_ISSUER: 'https://a.example:443' }, 'MINTMARK_ISSUER', /port/, /MINTMARK_ISSUER=/],
    ['an issuer over http', { MINTMARK_ISSUER: 'http://a.example' }, 'MINTMARK_ISSUER', /https/, /MINTMARK_INSECURE_ISSUER=on/],
    ['an issuer that only looks local', { MINTMARK_ISSUER: 'http://127.0.0.1.a.example' }, 'MINTMARK_ISSUER', /loopback/, /=on/],
    ['the issuer as audience', { MINTMARK_AUDIENCE: 'orders http://127.0.0.1:8080' }, 'MINTMARK_AUDIENCE', /not hold the issuer/, /Take/],
    ['the issuer with a slash', { MINTMARK_AUDIENCE: 'http://127.0.0.1:8080/' }, 'MINTMARK_AUDIENCE', /not hold the issuer/, /Take/],
    ['an audience with a fragment', { MINTMARK_AUDIENCE: 'https://a.example/#x' }, 'MINTMARK_AUDIENCE', /fragment/, /MINTMARK_AUDIENCE=/],
    ['a short secret', { MINTMARK_SECRET: 'c2hvcnQ' }, 'MINTMARK_SECRET', /32 random bytes/, /openssl/],
    ['a secret in hexadecimal', { MINTMARK_SECRET: 'ab'.repeat(32) }, 'MINTMARK_SECRET', /43 characters/, /openssl/],
    ['a secret in other base64', { MINTMARK_SECRET: `${SECRET.slice(0, 42)}+` }, 'MINTMARK_SECRET', /base64url/, /openssl/],
    ['a placeholder as a secret', { MINTMARK_SECRET: 'A'.repeat(43) }, 'MINTMARK_SECRET', /random/, /openssl/],
    ['one secret as both', { MINTMARK_SECRET: SECRET, MINTMARK_SECRET_PREVIOUS: SECRET }, 'MINTMARK_SECRET_PREVIOUS', /differ/, /Leave/],
    ['a shared-secret algorithm', { MINTMARK_SIGNING_ALG: 'HS256' }, 'MINTMARK_SIGNING_ALG', /ES256, RS256, EdDSA/, /=ES256/],
    ['tokens of a second', { MINTMARK_ACCESS_TOKEN_TTL_SECONDS: '1' }, 'MINTMARK_ACCESS_TOKEN_TTL_SECONDS', /60 to 3600/, /=900/],
    ['tokens of a day', { MINTMARK_ACCESS_TOKEN_TTL_SECONDS: '86400' }, 'MINTMARK_ACCESS_TOKEN_TTL_SECONDS', /60 to 3600/, /=900/],
    ['an end before the idle end', { MINTMARK_SESSION_MAX_SECONDS: '3600' }, 'MINTMARK_SESSION_MAX_SECONDS', /no less/, /lower/],
    ['a grace of minutes', { MINTMARK_REFRESH_GRACE_SECONDS: '61' }, 'MINTMARK_REFRESH_GRACE_SECONDS', /0 to 60/, /=10/],
    ['passwords of seven', { MINTMARK_PASSWORD_MIN_LENGTH: '7' }, 'MINTMARK_PASSWORD_MIN_LENGTH', /8 to 64/, /=15/],
    ['any origin at all', { MINTMARK_CORS_ORIGINS: '*' }, 'MINTMARK_CORS_ORIGINS', /origins/, /=https:/],
    ['a pattern of origins', { MINTMARK_CORS_ORIGINS: 'https://*.a.example' }, 'MINTMARK_CORS_ORIGINS', /no `\*`/, /=https:/],
    ['the origin null', { MINTMARK_CORS_ORIGINS: 'null' }, 'MINTMARK_CORS_ORIGINS', /origins/, /=https:/],
    ['an origin with a path', { MINTMARK_CORS_ORIGINS: 'https://a.example/x' }, 'MINTMARK_CORS_ORIGINS', /no path/, /=https:/],
    ['an origin with a slash', { MINTMARK_CORS_ORIGINS: 'https://a.example/' }, 'MINTMARK_CORS_ORIGINS', /no final `\/`/, /=https:/],
    ['an origin without a scheme', { MINTMARK_CORS_ORIGINS: 'a.example' }, 'MINTMARK_CORS_ORIGINS', /such as `https:/, /=https:/],
    ['an origin in capitals', { MINTMARK_CORS_ORIGINS: 'https://A.example' }, 'MINTMARK_CORS_ORIGINS', /lower case/, /=https:/],
    [
      'an origin with the usual port',
      { MINTMARK_CORS_ORIGINS: 'https://a.example:443' },
      'MINTMARK_CORS_ORIGINS',
      /no default port/,
      /=https:/,
    ],
    ['one bad origin of two', { MINTMARK_CORS_ORIGINS: 'https://a.example, b' }, 'MINTMARK_CORS_ORIGINS', /origins/, /=https:/],
    ['no origin', { MINTMARK_CORS_ORIGINS: ', ' }, 'MINTMARK_CORS_ORIGINS', /origins/, /=https:/],
    ['a proxy by name', { MINTMARK_TRUSTED_PROXIES: 'proxy.internal' }, 'MINTMARK_TRUSTED_PROXIES', /CIDR/, /=10\.0\.0\.0\/8/],
    ['a proxy with a port', { MINTMARK_TRUSTED_PROXIES: '10.0.0.1:80' }, 'MINTMARK_TRUSTED_PROXIES', /addresses/, /=10\./],
    ['a proxy in octal', { MINTMARK_TRUSTED_PROXIES: '010.0.0.1' }, 'MINTMARK_TRUSTED_PROXIES', /addresses/, /=10\./],
    ['every address as a proxy', { MINTMARK_TRUSTED_PROXIES: '0.0.0.0/0' }, 'MINTMARK_TRUSTED_PROXIES', /no range of all/, /=10\./],
    ['every IPv6 address', { MINTMARK_TRUSTED_PROXIES: '10.0.0.1,::/0' }, 'MINTMARK_TRUSTED_PROXIES', /no range of all/, /=10\./],
    ['a range too narrow', { MINTMARK_TRUSTED_PROXIES: '10.0.0.0/33' }, 'MINTMARK_TRUSTED_PROXIES', /CIDR/, /=10\./],
    ['IPv4 written as IPv6', { MINTMARK_TRUSTED_PROXIES: '::ffff:10.0.0.0/104' }, 'MINTMARK_TRUSTED_PROXIES', /as IPv4/, /=10\./],
    ['a proxy with a zone', { MINTMARK_TRUSTED_PROXIES: 'fe80::1%eth0' }, 'MINTMARK_TRUSTED_PROXIES', /addresses/, /=10\./],
    ['an unknown log level', { MINTMARK_LOG_LEVEL: 'verbose' }, 'MINTMARK_LOG_LEVEL', /debug, info, warn, error/, /=info/],
    ['a slip in a name', { MINTMARK_ISUER: 'https://a.example' }, 'MINTMARK_ISUER', /no such setting/, /mean MINTMARK_ISSUER\?/],
    ['a name cut short', { MINTMARK_ACCESS_TOKEN_TTL: '60' }, 'MINTMARK_ACCESS_TOKEN_TTL', /no such/, /_TTL_SECONDS\?/],
    ['a prefix too many', { MINTMARK_PORT: '1' }, 'MINTMARK_PORT', /no such setting/, /mean PORT\?/],
    ['a file for a public setting', { MINTMARK_ISSUER_FILE: 'x' }, 'MINTMARK_ISSUER_FILE', /no such setting/, /Only secrets/],
    ['a name like no other', { MINTMARK_FROBNICATE: '1' }, 'MINTMARK_FROBNICATE', /no such setting/, /README/],
  ]
  test.each(cases)('%s', (_, env, variable, rule, mend) => {
    const { problems } = refusalOf(env)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toEqual({ variable, rule: expect.stringMatching(rule), mend: expect.stringMatching(mend) })
  })
})

describe('a password hash below every OWASP equivalent is refused (P 7)', () => {
  const hash = (memory: number, passes: number) => ({ MINTMARK_ARGON2_MEMORY_KIB: `${memory}`, MINTMARK_ARGON2_PASSES: `${passes}` })

  test.each([
    [47103, 1],
    [19455, 2],
    [12287, 3],
    [9215, 4],
    [7168, 4],
  ])('%i KiB with %i passes is too weak', (memory, passes) => {
    expect(refusalOf(hash(memory, passes)).problems).toEqual([
      { variable: 'MINTMARK_ARGON2_MEMORY_KIB', rule: expect.stringContaining('19456 KiB with 2'), mend: expect.stringContaining('Raise') },
    ])
  })
  test.each([
    [47104, 1],
    [19456, 2],
    [12288, 3],
    [9216, 4],
    [7168, 5],
    [65536, 3],
  ])('%i KiB with %i passes is accepted', (memoryKib, passes) => {
    expect(serve(hash(memoryKib, passes)).config.password.argon2).toEqual({ memoryKib, passes, parallelism: 1 })
  })
  test('too little memory is refused whatever the passes', () => {
    expect(refusalOf(hash(7167, 100)).problems[0]?.variable).toBe('MINTMARK_ARGON2_MEMORY_KIB')
  })
})

describe('what is read', () => {
  test('flags override the environment, which overrides defaults', () => {
    const { config, sources } = readConfig({ env: { PORT: '1', HOST: '::1' }, flags: { port: '2' }, mode: 'serve' })
    expect(config.http).toEqual({ port: 2, host: '::1', reusePort: false })
    const sourceOf = (name: string) => sources.find(({ variable }) => variable === name)?.source
    expect([sourceOf('PORT'), sourceOf('HOST'), sourceOf('DATABASE_URL')]).toEqual(['flag', 'environment', 'default'])
  })

  test('an empty value counts as absent', () => {
    const env = { PORT: '', MINTMARK_SECRET: '', MINTMARK_SECRET_FILE: '', MINTMARK_TYPO: '' }
    expect(serve(env).config).toEqual(serve({}).config)
  })

  test('by default the service listens on loopback, with that URL as issuer', () => {
    const { config, warnings } = serve({})
    expect(config).toMatchObject({ http: { host: '127.0.0.1', port: 8080 }, issuer: 'http://127.0.0.1:8080', audience: [] })
    expect(config.database).toEqual({ kind: 'sqlite', file: './data/mintmark.db' })
    expect(readConfig({ env: {}, mode: 'dev' }).config.database).toEqual({ kind: 'sqlite', file: './.mintmark/dev.db' })
    expect(warnings).toEqual([])
  })

  test('only `serve` shares a port; commands ignore that it does', () => {
    expect(serve({}).config.http.reusePort).toBe(false)
    expect(serve(SHARED_PORT).config.http).toEqual({ host: '127.0.0.1', port: 8080, reusePort: true })
    expect(() => readConfig({ env: SHARED_PORT, mode: 'dev' })).toThrow(ConfigError)
    expect(() => readConfig({ env: { MINTMARK_REUSE_PORT: 'on' }, mode: 'command' })).not.toThrow()
  })

  test('a free port becomes part of a default issuer only', () => {
    expect(listeningOn(serve({ PORT: '0', HOST: '::1' }), 4711)).toMatchObject({ issuer: 'http://[::1]:4711', http: { port: 4711 } })
    expect(listeningOn(serve({ PORT: '0', MINTMARK_ISSUER: 'https://a.example' }), 4711).issuer).toBe('https://a.example')
  })

  test('origins are split and deduplicated; only dev allows loopback ports (H 5)', () => {
    const env = { MINTMARK_CORS_ORIGINS: 'https://app.example.com, http://10.0.0.5:3000  https://app.example.com' }
    const origins = ['https://app.example.com', 'http://10.0.0.5:3000']
    expect(serve(env).config.cors).toEqual({ origins, loopback: false })
    expect(readConfig({ env, mode: 'dev' }).config.cors).toEqual({ origins, loopback: true })
    expect(serve({}).config.cors).toEqual({ origins: [], loopback: false })
  })

  test('the docs page is on in dev, elsewhere on request', () => {
    const isThere = (mode: 'serve' | 'dev', env: Env = {}) => readConfig({ env, mode }).config.docs
    expect([isThere('dev'), isThere('serve'), isThere('serve', { MINTMARK_DOCS: 'on' })]).toEqual([true, false, true])
    expect(isThere('dev', { MINTMARK_DOCS: 'off' })).toBe(false)
  })

  test('trusted proxies are addresses and ranges; none by default (L 6)', () => {
    expect(serve({ MINTMARK_TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.7 2001:db8::/32,::1' }).config.trustedProxies).toEqual([
      { address: '10.0.0.0', family: 'ipv4', prefixLength: 8 },
      { address: '192.0.2.7', family: 'ipv4', prefixLength: 32 },
      { address: '2001:db8::', family: 'ipv6', prefixLength: 32 },
      { address: '::1', family: 'ipv6', prefixLength: 128 },
    ])
    expect(serve({}).config.trustedProxies).toEqual([])
  })

  test('audiences are split at commas and spaces, and deduplicated', () => {
    const MINTMARK_AUDIENCE = 'https://orders.example.com, urn:example:stock  stock,stock'
    expect(serve({ MINTMARK_AUDIENCE }).config.audience).toEqual(['https://orders.example.com', 'urn:example:stock', 'stock'])
  })

  test.each<[string, Env, RegExp]>([
    ['passwords below 15 (P 1)', { MINTMARK_PASSWORD_MIN_LENGTH: '8' }, /below 15/],
    ['an issuer over http', { MINTMARK_ISSUER: 'http://mint.internal', MINTMARK_INSECURE_ISSUER: 'on' }, /unencrypted/],
  ])('accepted with a warning: %s', (_, env, warning) => {
    expect(serve(env).warnings).toEqual([expect.stringMatching(warning)])
  })

  test('a command works on PostgreSQL without secret and issuer', () => {
    expect(readConfig({ env: { DATABASE_URL: POSTGRES, HOST: '192.168.1.5' }, mode: 'command' }).config.secret).toBeUndefined()
  })
})
