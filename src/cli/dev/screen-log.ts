import { styleText } from 'node:util'
import type { Config } from '../../config.ts'
import { AUDIT_EVENT } from '../../events/event-log.ts'
import { createLog, type Log, type LogDestination } from '../../log.ts'
import { type Screen, visible } from '../support/terminal.ts'

/** An entry of the log as it was written: plain values only, and nothing secret. */
export type Entry = Record<string, unknown> & { level: string; message: string }

type Style = Parameters<typeof styleText>[0]
export type Ink = (style: Style, text: string) => string

/**
 * Creates the log of `dev` for a person: each entry of the JSON log as a line to read. At the level `info` it
 * shows each request, also if it succeeded, in place of its events.
 */
export function createScreenLog(level: Config['logLevel'], { colours }: Screen, destination: LogDestination): Log {
  const ink: Ink = colours ? (style, text) => styleText(style, text, { validateStream: false }) : (_, text) => text
  return createLog(level === 'info' ? 'debug' : level, {
    write(line) {
      const entry: Entry = JSON.parse(line)
      const isRequest = typeof entry.method === 'string' && typeof entry.status === 'number'
      if (isRequest) destination.write(`${requestLine(entry, ink)}\n`)
      else if ((entry.level !== 'debug' && entry.message !== AUDIT_EVENT) || level === 'debug')
        destination.write(`${sentenceLine(entry, ink)}\n`)
    },
  })
}

const METHOD_WIDTH = 'OPTIONS'.length
const PATH_WIDTH = '/.well-known/jwks.json'.length
const TIME_WIDTH = '9999 ms'.length

/** Returns the line of a request, such as `POST /token 401 130 ms  Wrong password. That of demo is in …`. */
export function requestLine({ method, path, status, tookMs, code, reason, mend }: Entry, ink: Ink): string {
  const answered = [
    ink('bold', text(method).padEnd(METHOD_WIDTH)),
    text(path).padEnd(PATH_WIDTH),
    ink(colourOf(Number(status)), text(status)),
    `${text(tookMs)} ms`.padStart(TIME_WIDTH),
  ].join(' ')
  const why =
    reason ?? (typeof code === 'string' ? code.replaceAll('_', ' ') : Number(status) >= 500 ? 'a defect: see the error above' : '')
  if (why === '') return answered
  return `${answered}  ${sentence(text(why))}${mend === undefined ? '' : ` ${ink('dim', text(mend))}`}`
}

function colourOf(status: number): Style {
  if (status >= 500) return 'red'
  return status >= 400 ? 'yellow' : 'green'
}

const IN_FRONT: Record<string, [Style, string]> = { warn: ['yellow', 'Warning: '], error: ['red', 'Error: '] }
/** Members that are of no use to a person, or are shown in another way. */
const HIDDEN = ['level', 'time', 'message', 'error']

/** Returns the lines of any other entry, with the messages of its error. Level `error` has the stack too. */
export function sentenceLine(entry: Entry, ink: Ink): string {
  const [style, front] = IN_FRONT[entry.level] ?? ['dim', '']
  const details = Object.entries(entry)
    .filter(([name, value]) => !HIDDEN.includes(name) && value !== null)
    .map(([name, value]) => `${name}: ${text(value)}`)
  const error = isRecord(entry.error) ? entry.error : undefined
  const beneath = error === undefined ? '' : ` ${sentence(messagesOf(error).join(': '))}`
  const line = `${ink(style, front)}${sentence(text(entry.message))}${beneath}${details.length === 0 ? '' : ink('dim', ` (${details.join(', ')})`)}`
  const stack = entry.level === 'error' && typeof error?.stack === 'string' ? error.stack.split('\n').slice(1) : []
  return [line, ...stack.map((place) => ink('dim', visible(place)))].join('\n')
}

/** Returns the message of an error, and of each cause below it. */
function messagesOf({ message, cause }: Record<string, unknown>): string[] {
  const own = text(message).replace(/\.$/, '')
  return isRecord(cause) ? [own, ...messagesOf(cause)] : [own]
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

const text = (value: unknown): string => visible(typeof value === 'string' ? value : JSON.stringify(value))

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? '' : '.'}`
