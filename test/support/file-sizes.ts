/**
 * How long files are. Many tiny files hide an act behind doors, and long ones hide it in a crowd.
 *
 * @module
 */

import type { SourceFile } from './source-rules.ts'

/** An operation has a file of its own however short it is, and so has a migration. */
const MAY_BE_SHORT = /(^|\/)index\.ts$|^src\/http\/operations\/|^src\/data\/migrations\//

export const lineCount = ({ text }: Pick<SourceFile, 'text'>): number => text.split('\n').length - (text.endsWith('\n') ? 1 : 0)

/** The files of fewer than `leastLines` lines, but for those that may be so short. */
export const tinyFiles = (files: readonly SourceFile[], leastLines: number): string[] =>
  files
    .filter((file) => lineCount(file) < leastLines && !MAY_BE_SHORT.test(file.path))
    .map((file) => `${file.path} has ${lineCount(file)} lines`)

/** Of an even number of files, the lower of the two in the middle. */
export function medianLines(files: readonly SourceFile[]): number {
  const counts = files.map(lineCount).sort((a, b) => a - b)
  return counts[Math.floor((counts.length - 1) / 2)] ?? 0
}
