import { isIP } from 'node:net'
import { databaseUrlMend, maskDatabaseUrl, parseDatabaseUrl } from './database-url.ts'
import { oneOf, onOff, setting, wholeNumber } from './setting.ts'

/** The embedded database of `serve` and of commands, if DATABASE_URL is not set. */
export const SERVE_DATABASE_FILE = './data/mintmark.db'
/** The folder in which `dev` keeps everything. */
export const DEV_FOLDER = './.mintmark'
/** The embedded database of `dev`, if DATABASE_URL is not set. */
export const DEV_DATABASE_FILE = `${DEV_FOLDER}/dev.db`

/** Checks for an address or a name that can stand in a URL. `999.1.1.1` cannot. */
export const isHost = (text: string): boolean =>
  isIP(text) === 6 || (/^[0-9A-Za-z]([0-9A-Za-z.-]*[0-9A-Za-z])?$/.test(text) && URL.canParse(`http://${text}`))

/** Returns whether only this machine can reach a host. An IPv6 address may have the brackets of a URL. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  return bare === 'localhost' || bare === '::1' || (isIP(bare) === 4 && bare.startsWith('127.'))
}

/** Returns the URL of a server that listens there. For every address the URL names `localhost`. */
export function listeningUrl({ host, port, tls }: { host: string; port: number; tls: object | undefined }): string {
  const reachable = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  return new URL(`http${tls === undefined ? '' : 's'}://${isIP(reachable) === 6 ? `[${reachable}]` : reachable}:${port}`).origin
}

/** The settings of the listener, the database, the docs page and the log. */
export const serviceSettings = {
  port: setting({
    variable: 'PORT',
    default: '8080',
    ...wholeNumber(0, 65535),
    example: '8080',
    flag: '<number>',
    description: 'the port to listen on; 0 takes a free one',
  }),
  host: setting({
    variable: 'HOST',
    default: '127.0.0.1',
    rule: 'an IP address or a host name, without a port',
    example: '0.0.0.0',
    flag: '<address>',
    description: 'the address to listen on',
    parse: (text) => (isHost(text) ? text : undefined),
  }),
  reusePort: setting({
    variable: 'MINTMARK_REUSE_PORT',
    default: 'off',
    ...onOff,
    example: 'on',
    description: 'whether several `serve` on one machine share the port; with PostgreSQL, on Linux or FreeBSD',
  }),
  database: setting({
    variable: 'DATABASE_URL',
    default: `sqlite:${SERVE_DATABASE_FILE}`,
    devDefault: `sqlite:${DEV_DATABASE_FILE}`,
    rule: '`sqlite:` and the path of a file, or `postgres://user:password@host/database`, with signs such as `@` in the password percent-encoded (`%40`)',
    example: `sqlite:${SERVE_DATABASE_FILE}`,
    secret: true,
    description: 'the database: one file, or PostgreSQL for more than one machine',
    parse: parseDatabaseUrl,
    mend: (_, text) => databaseUrlMend(text),
    mask: maskDatabaseUrl,
  }),
  migrate: setting({
    variable: 'MINTMARK_MIGRATE',
    default: 'on',
    ...onOff,
    example: 'off',
    description: 'whether `serve` migrates the database; off if a job runs `migrate`',
  }),
  postgresPoolSize: setting({
    variable: 'MINTMARK_POSTGRES_POOL_SIZE',
    default: '10',
    ...wholeNumber(1, 500),
    example: '10',
    description: 'connections to PostgreSQL, for each process',
  }),
  postgresNamedStatements: setting({
    variable: 'MINTMARK_POSTGRES_NAMED_STATEMENTS',
    default: 'on',
    ...onOff,
    example: 'off',
    description: 'whether statements are prepared by name; off behind a pooler in transaction mode',
  }),
  docs: setting({
    variable: 'MINTMARK_DOCS',
    default: 'off',
    devDefault: 'on',
    ...onOff,
    example: 'on',
    description: 'whether there is a page at `/docs` to read and try the API',
  }),
  logLevel: setting({
    variable: 'MINTMARK_LOG_LEVEL',
    default: 'info',
    ...oneOf(['debug', 'info', 'warn', 'error', 'silent']),
    example: 'info',
    flag: '<level>',
    description: 'the lowest level that is logged',
  }),
}
