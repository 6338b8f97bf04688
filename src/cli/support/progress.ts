/** Standard error, or what stands in for it. */
export interface ProgressStream {
  isTTY?: boolean
  write(text: string): unknown
}

export interface Progress {
  /** @param part From 0 to 1. Undefined if nobody knows the total. */
  show(sentence: string, part: number | undefined): void
  /** Prints a line that stays. */
  say(line: string): void
  end(): void
}

const BAR_CHARACTERS = 30
const CLEAR = '\r\u001b[K'

/**
 * Creates a progress bar that is drawn five times a second. If the stream is not a terminal, it prints a line
 * every ten seconds instead.
 *
 * @param nowMs A clock that nobody can set.
 */
export function createProgress(stream: ProgressStream, nowMs: () => number): Progress {
  const everyMs = stream.isTTY ? 200 : 10_000
  let lastAtMs = nowMs()
  const clear = (): void => void (stream.isTTY && stream.write(CLEAR))
  return {
    show(sentence, part) {
      if (nowMs() - lastAtMs < everyMs) return
      lastAtMs = nowMs()
      clear()
      stream.write(stream.isTTY ? `${bar(part)}${sentence}` : `${sentence}\n`)
    },
    say(line) {
      clear()
      stream.write(`${line}\n`)
    },
    end: clear,
  }
}

function bar(part: number | undefined): string {
  if (part === undefined) return ''
  const full = Math.round(Math.min(part, 1) * BAR_CHARACTERS)
  return `[${'#'.repeat(full)}${'.'.repeat(BAR_CHARACTERS - full)}] ${Math.floor(Math.min(part, 1) * 100)} %  `
}
