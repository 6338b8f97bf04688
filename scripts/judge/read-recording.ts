import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Exchange } from './exchange.ts'

/** Returns what all workers of a run have recorded, each line once. */
export function readRecording(folder: string): Exchange[] {
  const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').trimEnd().split('\n'))
  return [...new Set(lines)].map((line): Exchange => JSON.parse(line))
}
