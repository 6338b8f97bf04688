/**
 * The settings, read once and validated.
 *
 * The room is the only one that reads the environment. It knows no database and no HTTP, and never repeats a
 * value in an error, since it may be a secret. To add a setting, describe it in one of the
 * `config/…-settings.ts`, add it to `Config` and to `assemble`; a rule between settings belongs in
 * `config/rules.ts`.
 *
 * @module
 */

import { ConfigError, type ConfigProblem } from './config/config-error.ts'
import type { Network } from './config/networks.ts'
import { type Flags, type ReadValues, readValues, type SettingSource } from './config/read-values.ts'
import { brokenBetween, type Mode, warningsOf } from './config/rules.ts'
import { withoutServiceLinks } from './config/service-links.ts'
import { listeningUrl } from './config/service-settings.ts'
import type { SettingValues } from './config/settings.ts'
import { unknownVariables } from './config/unknown-variables.ts'
import type { SigningAlg } from './keys/signing-key.ts'

export interface Config {
  /** Where it listens; port 0 takes a free one. */
  http: { host: string; port: number }
  /** How long a connection is kept between two requests. */
  keepAliveSeconds: number
  cors: CorsConfig
  /** Whose `X-Forwarded-For` is believed. */
  trustedProxies: Network[]
  database: DatabaseConfig
  /** Whether `serve` runs the migrations; off where a job does. */
  migrate: boolean
  /** An origin: no path, query or fragment. Names Mintmark itself, in `iss` and in `aud`. */
  issuer: string
  /** Identifiers of the services that take people's tokens; never the issuer. */
  audience: string[]
  /** 32 bytes. Absent: kept in a file beside an embedded database. */
  secret: Buffer | undefined
  /** Still opens keys and verifies refresh tokens, while the service moves to `secret`. */
  previousSecret: Buffer | undefined
  signingAlg: SigningAlg
  accessTokenTtlSeconds: number
  session: { idleSeconds: number; maxSeconds: number; refreshGraceSeconds: number }
  /** Whether the built-in public client `default` stands in where no client is named. */
  defaultClient: boolean
  /** Whether guesses at passwords are counted and slowed. */
  throttle: boolean
  /** Whether people may make accounts of their own. */
  registration: 'open' | 'closed'
  /** Whether there is a page to read and try the contract. */
  docs: boolean
  /** Whether `dev` runs it, with a demo user and a demo client. */
  demo: boolean
  password: { minLength: number; argon2: Argon2Parameters }
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

/** Which web pages may call the service from a browser; with neither, none. */
export interface CorsConfig {
  origins: string[]
  /** Also every http origin on this machine, whatever its port: for development. */
  loopback: boolean
}

export type DatabaseConfig =
  | { kind: 'sqlite'; file: string }
  /** `namedStatements` off behind a pooler in transaction mode. */
  | { kind: 'postgres'; url: string; poolSize: number; namedStatements: boolean }

export interface Argon2Parameters {
  memoryKib: number
  passes: number
  parallelism: number
}

export interface ReadConfig {
  config: Config
  /** Every setting with where it came from, secrets masked. */
  sources: SettingSource[]
  /** What is allowed, but ought to be said at each start. */
  warnings: string[]
}

interface Given {
  env?: NodeJS.ProcessEnv
  flags?: Flags
  mode: Mode
}

/** Reads flags, then the environment, then defaults. Throws one `ConfigError` that lists all that is wrong. */
export function readConfig(given: Given): ReadConfig {
  const { problems, config, ...read } = inspectConfig(given)
  if (config === undefined) throw new ConfigError(problems)
  return { config, ...read }
}

/** The same, with all that is wrong beside what is not; then there is no configuration. */
export function inspectConfig({
  env: given = process.env,
  flags = {},
  mode,
}: Given): Omit<ReadConfig, 'config'> & { problems: ConfigProblem[]; config: Config | undefined } {
  const env = withoutServiceLinks(given)
  const read = readValues({ env, flags, dev: mode === 'dev' })
  const givenIssuer = wasGiven(read, 'issuer')
  if (!givenIssuer && read.values.host !== undefined && read.values.port !== undefined) {
    read.values.issuer = listeningUrl(read.values.host, read.values.port)
    read.sources.issuer.value = read.values.issuer
  }
  const between = brokenBetween(read.values, mode, (name) => wasGiven(read, name))
  const problems = [...read.problems, ...between, ...unknownVariables(env)]
  const config = problems.length > 0 ? undefined : assemble(read.values as Required<SettingValues>, mode)
  return { config, problems, sources: Object.values(read.sources), warnings: warningsOf(read.values) }
}

/** The configuration once it is known which port was free: an issuer that nobody gave is the URL that it listens on. */
export function listeningOn(read: ReadConfig, port: number): Config {
  const { config } = read
  const http = { ...config.http, port }
  return { ...config, http, issuer: issuerIsGiven(read) ? config.issuer : listeningUrl(http.host, port) }
}

/** Whether somebody said what the service is known by. Otherwise `config.issuer` is no more than the URL that `serve` would listen on. */
export const issuerIsGiven = ({ sources }: ReadConfig): boolean =>
  sources.some(({ variable, source }) => variable === 'MINTMARK_ISSUER' && source !== 'default')

/** Also where what was given is broken, or its file cannot be read. */
const wasGiven = ({ sources }: ReadValues, name: 'secret' | 'issuer'): boolean => sources[name]?.source !== 'default'

function assemble(values: Required<SettingValues>, mode: Mode): Config {
  const { database, host, port, migrate, issuer, signingAlg, accessTokenTtlSeconds, defaultClient, logLevel } = values
  const postgres = { poolSize: values.postgresPoolSize, namedStatements: values.postgresNamedStatements }
  return {
    http: { host, port },
    keepAliveSeconds: values.keepAliveSeconds,
    cors: { origins: values.corsOrigins ?? [], loopback: mode === 'dev' },
    trustedProxies: values.trustedProxies ?? [],
    database: database.kind === 'postgres' ? { ...database, ...postgres } : database,
    migrate,
    issuer,
    audience: values.audience ?? [],
    secret: values.secret,
    previousSecret: values.previousSecret,
    signingAlg,
    accessTokenTtlSeconds,
    session: {
      idleSeconds: values.sessionIdleSeconds,
      maxSeconds: values.sessionMaxSeconds,
      refreshGraceSeconds: values.refreshGraceSeconds,
    },
    defaultClient,
    throttle: values.throttle,
    registration: values.registration,
    docs: values.docs,
    demo: mode === 'dev',
    password: {
      minLength: values.passwordMinLength,
      argon2: { memoryKib: values.argon2MemoryKib, passes: values.argon2Passes, parallelism: values.argon2Parallelism },
    },
    logLevel,
  }
}
