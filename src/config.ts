import type { SigningAlg } from './keys/signing-key.ts'

/** What the service is told, read once and validated. Only this file reads the environment. */
export interface Config {
  /** Where it listens; port 0 takes a free one. */
  http: { host: string; port: number }
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
  password: { minLength: number; argon2: Argon2Parameters }
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
}

export type DatabaseConfig =
  | { kind: 'sqlite'; file: string }
  /** `namedStatements` off behind a transaction pooler. */
  | { kind: 'postgres'; url: string; poolSize: number; namedStatements: boolean }

export interface Argon2Parameters {
  memoryKib: number
  passes: number
  parallelism: number
}
