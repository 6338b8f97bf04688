import type { Readable } from 'node:stream'
import { CommandFailure, EXIT } from './exit-code.ts'
import { writeOut } from './output.ts'
import type { ProgressStream } from './progress.ts'

/** What a command may do to the outside: results to standard output, everything else to standard error, secrets from standard input. */
export interface Terminal {
  print(text: string): void
  /**
   * Prints what holds a secret that nobody can show again. Throws a `CommandFailure` of `partly` where it could not be written, also where whoever should read it is
   * gone. @param mend How another is made: an imperative.
   */
  printOnce(text: string, mend: string): Promise<void>
  complain(text: string): void
  /** All of standard input, as UTF-8. */
  readSecret(): Promise<string>
  /** Standard input, piece by piece. Throws a `CommandFailure` where it is a terminal. */
  input(): Readable
  /** Standard error, for what is shown while a command runs. */
  readonly errors: ProgressStream
  /** Undefined unless both outputs are terminals: then a person reads them, and no programme. */
  readonly screen: Screen | undefined
  /** Asks whoever sits at the terminal; anything but a yes is a no. Throws a `CommandFailure` where nobody does. */
  confirm(question: string): Promise<boolean>
}

/** A terminal in front of a person. */
export interface Screen {
  /** False if the terminal has no colours, or the person wants none (NO_COLOR). */
  readonly colours: boolean
}

/** Far more than the longest password; whoever pipes in a film is told so. */
const MAX_SECRET_BYTES = 64 * 1024

/** To standard error: for what is no result of a command. */
export const complain = (text: string): void => void process.stderr.write(`${text}\n`)

export const processTerminal = (): Terminal => ({
  print: (text) => process.stdout.write(`${text}\n`),
  async printOnce(text, mend) {
    const fault = await writeOut(`${text}\n`)
    if (fault !== undefined) throw new CommandFailure(EXIT.partly, `Done, but the secret could not be shown (${fault}): ${mend}.`)
  },
  complain,
  async readSecret() {
    if (process.stdin.isTTY)
      throw new CommandFailure(EXIT.usage, 'A terminal would show it: pipe it in, as in  printf %s "$PASSWORD" | mintmark …')
    const chunks: Buffer[] = []
    let bytes = 0
    for await (const chunk of process.stdin) {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > MAX_SECRET_BYTES)
        throw new CommandFailure(EXIT.usage, 'Standard input holds more than a secret: pipe in the secret alone.')
    }
    return secretOf(Buffer.concat(chunks))
  },
  input() {
    if (process.stdin.isTTY) throw new CommandFailure(EXIT.usage, 'Name a file, or pipe it in.')
    return process.stdin
  },
  errors: process.stderr,
  screen: process.stdout.isTTY && process.stderr.isTTY ? { colours: process.stderr.hasColors() } : undefined,
  async confirm(question) {
    if (!process.stdin.isTTY) throw new CommandFailure(EXIT.usage, 'There is no terminal to ask at: add --yes.')
    const { createInterface } = await import('node:readline/promises')
    const lines = createInterface({ input: process.stdin, output: process.stderr })
    // The end of the input, or an interrupt, is a no as well.
    const answer = await lines.question(`${question} [y/N] `).catch(() => '')
    lines.close()
    return /^y(es)?$/i.test(answer.trim())
  },
})

/** Nothing is trimmed but the one line end that `echo` adds. */
function secretOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).replace(/\r?\n$/, '')
  } catch (cause) {
    throw new CommandFailure(EXIT.usage, 'Standard input is not UTF-8: convert it first.', { cause })
  }
}

/** `value` with what a terminal would act on, or what would pass for something else, written out. */
export const visible = (value: string): string =>
  value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)

/** Columns as wide as their widest cell. @param atLeast How wide, so that what is printed in parts stands below itself. */
export function columns(rows: string[][], atLeast: number[] = []): string {
  const widths = rows[0]?.map((_, column) => Math.max(atLeast[column] ?? 0, ...rows.map((row) => row[column]!.length))) ?? []
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** A time as it is printed. */
export const instant = (ms: number): string => new Date(ms).toISOString()

/** One thing, a line for each of its members. */
export function recordLines(record: Record<string, unknown>): string {
  const cell = (value: unknown) => visible(Array.isArray(value) ? value.join(' ') : String(value ?? '')) || '-'
  return columns(Object.entries(record).map(([name, value]) => [name, cell(value)]))
}
