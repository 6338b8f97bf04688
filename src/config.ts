/**
 * The settings, read once and validated.
 *
 * No other room reads the environment. This room knows no database and no HTTP. Its errors never repeat a
 * value, since the value may be a secret. To add a setting, describe it in one of the
 * `config/…-settings.ts` files, and add it to `Config` and to `assemble`. A rule between settings belongs in
 * `config/rules.ts`. The script `generate-settings-table.ts` then writes the table of the README.
 *
 * @module
 */

import { type CertificateFiles, certificateFiles, certificateProblems } from './config/certificate.ts'
import { ConfigError, type ConfigProblem } from './config/config-error.ts'
import { readDatabaseTls } from './config/database-tls.ts'
import type { DatabaseTls } from './config/database-url.ts'
import { type CorsConfig, managementOf } from './config/network-settings.ts'
import type { Network } from './config/networks.ts'
import { type Flags, isGiven, type ReadValues, readValues, type SettingSource } from './config/read-values.ts'
import { brokenBetween, type Mode, warningsOf } from './config/rules.ts'
import { type Argon2Parameters, passwordOf } from './config/secret-settings.ts'
import { withoutServiceLinks } from './config/service-links.ts'
import { listeningUrl } from './config/service-settings.ts'
import type { SettingName, SettingValues } from './config/settings.ts'
import { throttleLimitsOf } from './config/token-settings.ts'
import { type TracesConfig, tracesOf } from './config/trace-settings.ts'
import { unknownVariables } from './config/unknown-variables.ts'
import type { Webhook } from './events/webhook.ts'
import type { SigningAlg } from './keys/signing-key.ts'

export interface Config {
  /** Port 0 takes a free one, and `reusePort` shares one. Without `tls` it is plain HTTP. */
  http: { host: string; port: number; reusePort: boolean; tls: CertificateFiles | undefined }
  /** Where metrics and health are served to operators. Undefined if nowhere. */
  management: ReturnType<typeof managementOf>
  /** How long a connection stays open between two requests. */
  keepAliveSeconds: number
  cors: CorsConfig
  /** The proxies whose `X-Forwarded-For` is trusted. */
  trustedProxies: Network[]
  database: DatabaseConfig
  /** Whether `serve` runs the migrations. False if a job runs them. */
  migrate: boolean
  /** The origin that names Mintmark in `iss` and `aud`: no path, query or fragment. */
  issuer: string
  /** Identifiers of the services that accept users' tokens. The issuer is never among them. */
  audience: string[]
  /** 32 bytes. Undefined if it was not given: an embedded database has a file beside it that holds one. */
  secret: Buffer | undefined
  /** Still opens keys and verifies refresh tokens while the service changes to `secret`. */
  previousSecret: Buffer | undefined
  signingAlg: SigningAlg
  accessTokenTtlSeconds: number
  session: { idleSeconds: number; maxSeconds: number; refreshGraceSeconds: number }
  /** Whether a request that names no client uses the built-in public client `default`. */
  defaultClient: boolean
  /** Whether wrong passwords and other refused credentials are counted and slowed down. */
  throttle: boolean
  throttleLimits: ReturnType<typeof throttleLimitsOf>
  /** Whether people may create their own accounts. */
  registration: 'open' | 'closed'
  /** Whether the service has a page to read and try the contract. */
  docs: boolean
  /** True in `dev`, which has a demo user and a demo client. */
  demo: boolean
  password: ReturnType<typeof passwordOf>
  /** The receiver of events; undefined if there is none. */
  webhook: Webhook | undefined
  /** The receiver of traces; undefined if nothing is traced. */
  traces: TracesConfig | undefined
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

export type DatabaseConfig =
  | { kind: 'sqlite'; file: string }
  /** Without `tls` nothing is encrypted. `namedStatements` is false behind a pooler in transaction mode. */
  | { kind: 'postgres'; url: string; tls?: DatabaseTls | undefined; poolSize: number; namedStatements: boolean }

export type { Argon2Parameters, CorsConfig }

export interface ReadConfig {
  config: Config
  /** Each setting with its source. Secrets are masked. */
  sources: SettingSource[]
  /** Warnings about risky settings that are allowed. The service logs them at each start. */
  warnings: string[]
}

interface Given {
  env?: NodeJS.ProcessEnv
  flags?: Flags
  mode: Mode
}

/**
 * Reads the configuration. A flag wins over the environment, and both win over a default.
 *
 * @throws {ConfigError} if anything is wrong. It lists every problem.
 */
export function readConfig(given: Given): ReadConfig {
  const { problems, config, ...read } = inspectConfig(given)
  if (config === undefined) throw new ConfigError(problems)
  return { config, ...read }
}

/** Reads the configuration like `readConfig`, but returns the problems. With any, `config` is undefined. */
export function inspectConfig({
  env: given = process.env,
  flags = {},
  mode,
}: Given): Omit<ReadConfig, 'config'> & { problems: ConfigProblem[]; config: Config | undefined } {
  const env = withoutServiceLinks(given)
  const read = readValues({ env, flags, dev: mode === 'dev' })
  const givenIssuer = wasGiven(read, 'issuer')
  if (!givenIssuer && read.values.host !== undefined && read.values.port !== undefined) {
    read.values.issuer = listeningUrl({ host: read.values.host, port: read.values.port, tls: certificateFiles(read.values) })
    read.sources.issuer.value = read.values.issuer
  }
  const ofDatabase = readDatabaseTls(read.values, env)
  const between = brokenBetween(read.values, mode, (name) => wasGiven(read, name))
  const ofCertificate = mode === 'command' ? [] : certificateProblems(read.values)
  const problems = [...read.problems, ...ofDatabase, ...between, ...ofCertificate, ...unknownVariables(env)]
  const config = problems.length > 0 ? undefined : assemble(read.values as Required<SettingValues>, mode)
  return { config, problems, sources: Object.values(read.sources), warnings: warningsOf(read.values) }
}

/**
 * Returns the configuration with the port that the service listens on. If no issuer was given, the issuer
 * becomes the URL with that port.
 */
export function listeningOn(read: ReadConfig, port: number): Config {
  const { config } = read
  const http = { ...config.http, port }
  return { ...config, http, issuer: issuerIsGiven(read) ? config.issuer : listeningUrl(http) }
}

/** If no issuer was given, `config.issuer` is only the URL that `serve` would use. */
export const issuerIsGiven = (read: ReadConfig): boolean => isGiven(read, 'MINTMARK_ISSUER')

/** Returns whether a setting was given. A broken value, or a file that cannot be read, counts as given. */
const wasGiven = ({ sources }: ReadValues, name: SettingName): boolean => sources[name]?.source !== 'default'

function assemble(values: Required<SettingValues>, mode: Mode): Config {
  const { database, host, port, reusePort, migrate, issuer, signingAlg, accessTokenTtlSeconds, defaultClient, logLevel } = values
  const postgres = { poolSize: values.postgresPoolSize, namedStatements: values.postgresNamedStatements }
  return {
    http: { host, port, reusePort, tls: certificateFiles(values) },
    management: managementOf(values),
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
    throttleLimits: throttleLimitsOf(values),
    registration: values.registration,
    docs: values.docs,
    demo: mode === 'dev',
    password: passwordOf(values),
    webhook: values.webhookUrl === undefined ? undefined : { url: values.webhookUrl, secrets: values.webhookSecret ?? [] },
    traces: tracesOf(values),
    logLevel,
  }
}
