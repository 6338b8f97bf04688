import { destination as openDestination, pino, stdTimeFunctions } from 'pino'
import type { Config } from './config.ts'

/** What is logged beside the sentence: words, numbers, and what was thrown. Anything else is not written out. */
export type LogDetails = Record<string, unknown>

/** Details that are made only where the entry is written. */
export type LazyDetails = LogDetails | (() => LogDetails)

/** The narrow door to the log. A message is a fixed sentence of ours; what varies, and above all what a client sent, goes into the details. */
export interface Log {
  debug(message: string, details?: LazyDetails): void
  info(message: string, details?: LazyDetails): void
  warn(message: string, details?: LazyDetails): void
  error(message: string, details?: LazyDetails): void
}

export interface LogDestination {
  write(line: string): void
}

/** How many causes of causes are followed. */
const MAX_CAUSES = 4
const MAX_ITEMS = 50

/** One line of JSON for each entry, to standard output unless told otherwise; `standardError` for what prints an answer there. */
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
      // Most entries are below the level, and to show their details would cost more than the rest of a short request.
      if (logger.isLevelEnabled(word)) logger[word](shownDetails(typeof details === 'function' ? details() : details), message)
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

const standardOutput = (): LogDestination => openStream(1)
export const standardError = (): LogDestination => openStream(2)

/** What may wait while the log cannot be written; later lines are then lost. */
const MAX_WAITING_BYTES = 1024 * 1024

/** A log that cannot be written, since its disk is full or nobody reads it, must not end the service. */
function openStream(fd: 1 | 2): LogDestination {
  const stream = openDestination({ fd, sync: true, maxLength: MAX_WAITING_BYTES })
  stream.on('error', () => {})
  return stream
}

/**
 * JSON escapes what ends a line in a file, but not everything that a terminal or a log viewer acts on: C1 controls, the Unicode line ends,
 * and marks that turn the direction of writing. They occur inside strings alone, where `\u` says the same (OWASP ASVS 5.0 V16.4.1).
 */
const escapeRest = (line: string): string =>
  line.replace(
    /[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** A detail of such a name would stand in the line a second time, and win. */
const RESERVED = new Set(['level', 'time', 'message'])

function shownDetails(details: LogDetails): LogDetails {
  return Object.fromEntries(Object.entries(details).map(([name, value]) => [RESERVED.has(name) ? `${name}_` : name, shown(value)]))
}

/** A request, a header list or a token set that slips in is left out: only what can be read at a glance is written. */
function shown(value: unknown): unknown {
  if (value instanceof Error) return shownError(value, MAX_CAUSES)
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => (Array.isArray(item) ? OMITTED : shown(item)))
  return isPlain(value) ? value : typeof value === 'bigint' ? String(value) : OMITTED
}

const OMITTED = '[omitted]'

const isPlain = (value: unknown): boolean => value == null || ['string', 'number', 'boolean'].includes(typeof value)

/** Name, sentence, code, place and causes; never the other members, where drivers keep statements and values, and clients keep requests. */
function shownError(error: Error, causesLeft: number): Record<string, unknown> {
  const { code: given } = error as { code?: unknown }
  const code = typeof given === 'string' || typeof given === 'number' ? given : undefined
  const within = (cause: unknown) =>
    causesLeft === 0 ? OMITTED : cause instanceof Error ? shownError(cause, causesLeft - 1) : shown(cause)
  return {
    name: error.name,
    message: error.message,
    code,
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: within(error.cause) }),
    ...(error instanceof AggregateError ? { errors: error.errors.slice(0, MAX_CAUSES).map(within) } : {}),
  }
}
