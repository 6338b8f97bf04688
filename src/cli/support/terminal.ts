import type { Readable } from 'node:stream'
import { CommandFailure, EXIT } from './exit-code.ts'
import { writeOut } from './output.ts'
import type { ProgressStream } from './progress.ts'

/**
 * What a command may read and write. Results go to standard output, everything else to standard error;
 * secrets come from standard input.
 */
export interface Terminal {
  print(text: string): void
  /**
   * Prints a text with a secret that nobody can show again.
   *
   * @param mend How to make another secret, as an imperative.
   * @throws {CommandFailure} of `partly` if it could not be written, for example to a reader that is gone.
   */
  printOnce(text: string, mend: string): Promise<void>
  complain(text: string): void
  /**
   * Reads all of standard input.
   *
   * @throws {CommandFailure} if it is a terminal, too long for a secret, or not UTF-8.
   */
  readSecret(): Promise<string>
  /**
   * Returns standard input, to read piece by piece.
   *
   * @throws {CommandFailure} if it is a terminal.
   */
  input(): Readable
  /** Standard error, for what is shown while a command runs. */
  readonly errors: ProgressStream
  /** Undefined unless both outputs are terminals, and therefore a person reads them. */
  readonly screen: Screen | undefined
  /**
   * Asks the person at the terminal. Any answer but `y` or `yes` counts as no.
   *
   * @throws {CommandFailure} if standard input is not a terminal.
   */
  confirm(question: string): Promise<boolean>
}

/** A terminal in front of a person. */
export interface Screen {
  /** False if the terminal has no colours, or the person wants none (NO_COLOR). */
  readonly colours: boolean
}

/** Far more than the longest password. More than this is refused, since it was piped in by mistake. */
const MAX_SECRET_BYTES = 64 * 1024

/** Prints to standard error what is not the result of a command. */
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
      throw new CommandFailure(EXIT.usage, 'A terminal would show the secret: pipe it in, as in  printf %s "$PASSWORD" | mintmark …')
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
    // The end of the input, or an interrupt, counts as no too.
    const answer = await lines.question(`${question} [y/N] `).catch(() => '')
    lines.close()
    return /^y(es)?$/i.test(answer.trim())
  },
})

/** Decodes a secret, and removes only the one line end that `echo` adds. */
function secretOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).replace(/\r?\n$/, '')
  } catch (cause) {
    throw new CommandFailure(EXIT.usage, 'Standard input is not UTF-8: convert it first.', { cause })
  }
}

/** Returns `value` with every character escaped that a terminal acts on, or that a reader cannot see. */
export const visible = (value: string): string =>
  value.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)

/**
 * Returns rows as text, with columns as wide as their widest cell.
 *
 * @param atLeast The least widths, so that the columns of tables that are printed in parts line up.
 */
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

/** Returns a time as it is printed. */
export const instant = (ms: number): string => new Date(ms).toISOString()

/** Returns one record as text, with a line for each member. */
export function recordLines(record: Record<string, unknown>): string {
  const cell = (value: unknown) => visible(Array.isArray(value) ? value.join(' ') : String(value ?? '')) || '-'
  return columns(Object.entries(record).map(([name, value]) => [name, cell(value)]))
}
