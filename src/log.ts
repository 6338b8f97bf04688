import { destination as openDestination, pino, stdTimeFunctions } from 'pino'
import type { Config } from './config.ts'

/**
 * What is logged beside the message: texts, numbers, errors, and lists of them. Other values are left out.
 */
export type LogDetails = Record<string, unknown>

/** Details that are made only if the entry is written. */
export type LazyDetails = LogDetails | (() => LogDetails)

/** The log. A message is a fixed sentence; what varies, such as what a client sent, goes into the details. */
export interface Log {
  debug(message: string, details?: LazyDetails): void
  info(message: string, details?: LazyDetails): void
  warn(message: string, details?: LazyDetails): void
  error(message: string, details?: LazyDetails): void
}

export interface LogDestination {
  write(line: string): void
}

/** How many causes below an error are written. */
const MAX_CAUSES = 4
const MAX_ITEMS = 50

/**
 * Creates a log that writes one line of JSON for each entry.
 *
 * @param destination The default is standard output. A command with an answer there uses `standardError`.
 */
export function createLog(level: Config['logLevel'], destination: LogDestination = standardOutput()): Log {
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'message',
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (word) => ({ level: word }) },
    },
    { write: (line) => destination.write(escapeRest(line)) },
  )
  const at =
    (word: keyof Log) =>
    (message: string, details: LazyDetails = {}): void => {
      // Most entries are below the level, and their details would cost more than the rest of a short request.
      if (logger.isLevelEnabled(word)) logger[word](writableDetails(typeof details === 'function' ? details() : details), message)
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

const standardOutput = (): LogDestination => openStream(1)
export const standardError = (): LogDestination => openStream(2)

/** How much may wait while the log cannot be written. Later lines are lost. */
const MAX_WAITING_BYTES = 1024 * 1024

/** Opens a stream whose faults are ignored. A full disk or a missing reader must not end the service. */
function openStream(fd: 1 | 2): LogDestination {
  const stream = openDestination({ fd, sync: true, maxLength: MAX_WAITING_BYTES })
  stream.on('error', () => {})
  return stream
}

/**
 * Escapes what JSON does not, but terminals and log viewers act on: C1 controls, Unicode line ends,
 * bidirectional marks. They occur only inside strings, in which `\u` means the same (OWASP ASVS 5.0 V16.4.1).
 */
const escapeRest = (line: string): string =>
  line.replace(
    /[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** The members of every line. A detail of such a name gets a `_`: a parser takes the last of two members. */
const RESERVED = new Set(['level', 'time', 'message'])

function writableDetails(details: LogDetails): LogDetails {
  return Object.fromEntries(Object.entries(details).map(([name, value]) => [RESERVED.has(name) ? `${name}_` : name, writable(value)]))
}

/** Returns what may be written of a value. An object, such as a request or its headers, is left out. */
function writable(value: unknown): unknown {
  if (value instanceof Error) return writableError(value, MAX_CAUSES)
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => (Array.isArray(item) ? OMITTED : writable(item)))
  return isPlain(value) ? value : typeof value === 'bigint' ? String(value) : OMITTED
}

const OMITTED = '[omitted]'

const isPlain = (value: unknown): boolean => value == null || ['string', 'number', 'boolean'].includes(typeof value)

/**
 * Returns the name, message, code, stack and causes of an error. Drivers keep statements and values in other
 * members, and HTTP clients keep requests there, so those are left out.
 */
function writableError(error: Error, causesLeft: number): Record<string, unknown> {
  const { code: given } = error as { code?: unknown }
  const code = typeof given === 'string' || typeof given === 'number' ? given : undefined
  const within = (cause: unknown) =>
    causesLeft === 0 ? OMITTED : cause instanceof Error ? writableError(cause, causesLeft - 1) : writable(cause)
  return {
    name: error.name,
    message: error.message,
    code,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: within(error.cause) }),
    ...(error instanceof AggregateError ? { errors: error.errors.slice(0, MAX_CAUSES).map(within) } : {}),
  }
}
