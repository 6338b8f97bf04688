import { expect } from 'vitest'

/** A line in which `…` stands for anything, and columns are as wide as they are. */
function pattern(shown: string): RegExp {
  const plain = shown.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${plain.replaceAll(/ +/g, ' +').replaceAll('…', '.*')}$`)
}

const A_TIME = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/
/** In seconds since the epoch; nothing else that is shown is as large. */
const isEpoch = (value: unknown) => typeof value === 'number' && value > 1e9

/** A longer time to go may have begun to run. */
const A_DAY_SECONDS = 86_400

/** What a page shows, as what an answer must match: `…` is anything, a time is any time; all else, and every member, is as it stands. */
// biome-ignore lint/suspicious/noExplicitAny: it is JSON
function shapeOf(shown: any): unknown {
  if (Array.isArray(shown)) return shown.map(shapeOf)
  if (typeof shown === 'string') return A_TIME.test(shown) ? expect.stringMatching(A_TIME) : expect.stringMatching(pattern(shown))
  if (isEpoch(shown)) return expect.toSatisfy(isEpoch, 'a time in seconds')
  if (shown > A_DAY_SECONDS) return expect.toSatisfy((value) => value <= shown && value > shown - 60, `${shown}, or some seconds less`)
  if (typeof shown !== 'object' || shown === null) return shown
  return Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, shapeOf(value)]))
}

/** Lines may stand in another order, as rows of one moment do. `…` alone on a line stands for any others. */
function expectLines(shown: string[], printed: string[], where: string): void {
  const others = shown.reduce((left, line) => {
    if (line === '…') return left
    const at = left.findIndex((candidate) => pattern(line).test(candidate))
    if (at < 0) expect(printed.join('\n'), where).toMatch(pattern(line))
    return left.toSpliced(at, 1)
  }, printed)
  if (!shown.includes('…')) expect(others, where).toEqual([])
}

/** Holds what commands printed to the block that the page shows below them. */
export function expectShown(language: string, shown: string, printed: string, where: string): void {
  if (language === 'json') expect(JSON.parse(printed), where).toEqual(shapeOf(JSON.parse(shown)))
  else expectLines(shown.trim().split('\n'), printed.trim().split('\n'), where)
}
