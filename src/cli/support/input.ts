/**
 * A long input: a file or standard input, and its lines.
 *
 * @module
 */

import { createReadStream, fstatSync, openSync } from 'node:fs'
import { addAbortSignal, type Readable } from 'node:stream'
import { CommandFailure, EXIT } from './exit-code.ts'
import { why } from './failure.ts'
import { type Terminal, visible } from './terminal.ts'

export interface Input {
  pieces: Readable
  /** Undefined for a pipe, whose length is known only at its end. */
  bytes: number | undefined
}

const PIECE_BYTES = 256 * 1024

/**
 * Opens a file, or standard input if it is `-`. Reading ends if `broken` is aborted.
 *
 * @throws {CommandFailure} if it cannot be read.
 */
export function openInput(file: string, terminal: Terminal, broken: AbortSignal): Input {
  const input = opened(file, terminal)
  addAbortSignal(broken, input.pieces)
  // The reader gets the error. Before there is a reader, an error without a listener would end the process.
  input.pieces.on('error', () => {})
  return input
}

function opened(file: string, terminal: Terminal): Input {
  if (file === '-') return { pieces: terminal.input(), bytes: undefined }
  try {
    const fd = openSync(file, 'r')
    const stats = fstatSync(fd)
    if (stats.isDirectory()) throw new Error('it is a folder')
    return { pieces: createReadStream(file, { fd, highWaterMark: PIECE_BYTES }), bytes: stats.isFile() ? stats.size : undefined }
  } catch (cause) {
    throw new CommandFailure(EXIT.usage, `${visible(file)} cannot be read (${why(cause)}).`, { cause })
  }
}

/** A line of a long input, counted from 1. `text` is undefined if the line was too long, or not UTF-8. */
export interface InputLine {
  number: number
  text: string | undefined
}

/** Far more than a user needs. More of a line is never held in memory. */
const MAX_LINE_BYTES = 64 * 1024
const LINE_FEED = 10

/** Yields the lines of each piece, one piece at a time. The whole may therefore be of any length. */
export async function* linesOf(pieces: AsyncIterable<Buffer>): AsyncGenerator<InputLine[]> {
  const begun = createLine()
  let number = 0
  const finish = (): InputLine => {
    number += 1
    return { number, text: begun.take() }
  }
  for await (const piece of pieces) {
    const lines: InputLine[] = []
    let from = 0
    for (let end = piece.indexOf(LINE_FEED); end !== -1; end = piece.indexOf(LINE_FEED, from)) {
      begun.add(piece.subarray(from, end))
      lines.push(finish())
      from = end + 1
    }
    begun.add(piece.subarray(from))
    yield lines
  }
  if (!begun.isEmpty()) yield [finish()]
}

function createLine() {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let parts: Buffer[] = []
  let bytes = 0
  return {
    add(part: Buffer): void {
      bytes += part.length
      if (bytes <= MAX_LINE_BYTES) parts.push(part)
      else parts = []
    },
    isEmpty: () => bytes === 0,
    take(): string | undefined {
      const whole = bytes > MAX_LINE_BYTES ? undefined : Buffer.concat(parts)
      parts = []
      bytes = 0
      try {
        return whole && decoder.decode(whole)
      } catch {
        return undefined
      }
    },
  }
}
