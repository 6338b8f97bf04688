/**
 * Rules for the length of files. Many tiny files scatter an act over many places, and long files bury it.
 *
 * @module
 */

import type { SourceFile } from '../../scripts/source-file.ts'

/** Operations and migrations have their own files, however short. */
const MAY_BE_SHORT = /(^|\/)index\.ts$|^src\/http\/operations\/|^src\/data\/migrations\//

export const lineCount = ({ text }: Pick<SourceFile, 'text'>): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0)

/** Returns the files with fewer than `leastLines` lines, except those that may be short. */
export const tinyFiles = (files: readonly SourceFile[], leastLines: number): string[] =>
  files
    .filter((file) => lineCount(file) < leastLines && !MAY_BE_SHORT.test(file.path))
    .map((file) => `${file.path} has ${lineCount(file)} lines`)

/** Returns the median. For an even number of files it is the lower of the two middle values. */
export function medianLines(files: readonly SourceFile[]): number {
  const counts = files.map(lineCount).sort((a, b) => a - b)
  return counts[Math.floor((counts.length - 1) / 2)] ?? 0
}
