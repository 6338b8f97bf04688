import { closeSync, existsSync, fstatSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { ConfigError } from '../config/config-error.ts'
import { secretMissing } from '../config/rules.ts'
import type { Config } from '../config.ts'
import { codeOf, systemWords } from '../errors/system-words.ts'
import { SetUpError } from '../errors.ts'
import { parseServiceSecret, type ServiceSecret } from '../secret/service-secret.ts'
import { randomId, realSystem, type System } from '../system.ts'

/** Thrown if there is no usable service secret. The message says what to do, and never holds the secret. */
export class ServiceSecretError extends SetUpError {
  override readonly name = 'ServiceSecretError'
}

export interface ResolvedSecret extends ServiceSecret {
  /** Warnings about the file, such as that others can read it. */
  warnings: string[]
}

/**
 * Returns the service secret as configured, or from the file beside an embedded database. The file is made
 * only for a new database: no new secret could open the keys of an old one.
 *
 * @throws {ServiceSecretError} if there is no secret and none may be made, or if the file cannot be used.
 * @throws {ConfigError} if the database is PostgreSQL and no secret was given.
 */
export function resolveServiceSecret(
  config: Pick<Config, 'database' | 'secret' | 'previousSecret'>,
  system: System = realSystem,
): ResolvedSecret {
  const previous = config.previousSecret === undefined ? {} : { previous: config.previousSecret }
  if (config.secret !== undefined) return { current: config.secret, ...previous, warnings: [] }
  if (config.database.kind === 'postgres') throw new ConfigError([secretMissing])
  return { ...secretBeside(config.database.file, system), ...previous }
}

export const secretFileOf = (databaseFile: string): string => `${databaseFile}.secret`

/**
 * Returns the secret from the file beside a database, which it makes for a new one. A file gets its name
 * when it is complete, and only once: two processes that start together get one secret.
 */
function secretBeside(databaseFile: string, system: System): ResolvedSecret {
  const file = secretFileOf(databaseFile)
  // Look for the database before the secret, since another process makes the secret first.
  const databaseExisted = existsSync(databaseFile)
  const existing = readSecret(file)
  if (existing !== undefined) return existing
  if (databaseExisted)
    throw new ServiceSecretError(
      `${databaseFile} exists, but its service secret ${file} does not. A new secret would not open the keys in it, so none is made. ` +
        'Put the file back from the backup, or set MINTMARK_SECRET to the secret that the database was made with. ' +
        'If the database holds nothing yet, delete it and start again.',
    )
  makeSecret(file, system)
  const made = readSecret(file)
  if (made === undefined) throw new ServiceSecretError(`${file} was removed while the service started. Start it again.`)
  return made
}

/**
 * Reads the secret from its file, with a warning if others can read the file.
 *
 * @returns undefined if there is no file.
 */
function readSecret(file: string): ResolvedSecret | undefined {
  let descriptor: number | undefined
  try {
    descriptor = tolerate(['ENOENT', 'ENOTDIR'], () => openSync(file, 'r'))
    if (descriptor === undefined) return undefined
    const current = parseServiceSecret(readFileSync(descriptor, 'utf8').trim())
    if (current === undefined)
      throw new ServiceSecretError(`${file} does not hold a service secret: 32 random bytes as base64url. Put it back from the backup.`)
    const openToOthers = process.platform !== 'win32' && (fstatSync(descriptor).mode & 0o077) !== 0
    return { current, warnings: openToOthers ? [`${file} may be read by others on this machine: chmod 600 ${file}`] : [] }
  } catch (error) {
    throw unusable(file, error, UNREADABLE)
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

/** Writes a draft under a unique name and links it to `file`. The file of a quicker process stays. */
function makeSecret(file: string, system: System): void {
  const folder = dirname(file)
  const draft = `${file}.${randomId(system)}`
  const secret = `${system.randomBytes(32).toString('base64url')}\n`
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeDurably(draft, secret)
    tolerate(['EEXIST'], () => linkSync(draft, file))
    syncFolder(folder)
  } catch (error) {
    throw unusable(file, error, unmadeIn(folder))
  } finally {
    tolerate(['ENOTDIR'], () => rmSync(draft, { force: true }))
  }
}

function writeDurably(file: string, text: string): void {
  const descriptor = openSync(file, 'wx', 0o600)
  try {
    writeSync(descriptor, text)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Makes the names of the files in a folder durable. Windows neither needs nor allows this. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Returns the result of `action`, or undefined if it fails with one of `codes`. */
function tolerate<T>(codes: string[], action: () => T): T | undefined {
  try {
    return action()
  } catch (error) {
    if (codes.includes(codeOf(error) ?? '')) return undefined
    throw error
  }
}

interface Fault {
  what: string
  mend: string
}
const UNREADABLE: Fault = { what: 'cannot be read', mend: 'Give it to the user that runs this, or set MINTMARK_SECRET instead.' }
const unmadeIn = (folder: string): Fault => ({
  what: `cannot be made in ${folder}`,
  mend: 'Make its folder writable for the user that runs this, or set DATABASE_URL to a file elsewhere.',
})

/**
 * Turns a system error into a sentence that names the file. A person has no use for the name of the draft.
 */
function unusable(file: string, error: unknown, { what, mend }: Fault): unknown {
  const code = codeOf(error)
  if (error instanceof ServiceSecretError || code === undefined) return error
  return new ServiceSecretError(`The service secret ${file} ${what} (${systemWords(code)}). ${mend}`, { cause: error })
}
