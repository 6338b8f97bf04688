import { createReadStream, fstatSync, openSync } from 'node:fs'
import { addAbortSignal, type Readable } from 'node:stream'
import { CommandFailure, EXIT } from './exit-code.ts'
import { type Terminal, visible } from './terminal.ts'
import { why } from './why.ts'

export interface Input {
  pieces: Readable
  /** Undefined where nobody knows before the end: of a pipe. */
  bytes: number | undefined
}

const PIECE_BYTES = 256 * 1024

/** A file, or standard input where it is `-`; read until `broken`. Throws a `CommandFailure` where it cannot be read. */
export function openInput(file: string, terminal: Terminal, broken: AbortSignal): Input {
  const input = opened(file, terminal)
  addAbortSignal(broken, input.pieces)
  // Whoever reads it is told; until then nobody listens.
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
