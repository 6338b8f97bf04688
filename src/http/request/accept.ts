import { type MediaType, parseMediaRanges } from './field-value.ts'

/**
 * Returns the offered type that an `Accept` prefers (RFC 9110 §12.5.1), or the first one if it wants none.
 * Ranges count by quality, then by how exact they are, then by their order.
 */
export function preferredType<T extends string>(accept: string, offered: readonly [T, ...T[]]): T {
  const ranges = parseMediaRanges(accept)
  const named = ranges.map(({ type }) => type).filter((type) => !type.endsWith('/*'))
  const wanted = ranges
    .filter((range) => qualityOf(range) > 0)
    .sort((a, b) => qualityOf(b) - qualityOf(a) || exactnessOf(b) - exactnessOf(a))
  for (const { type: range } of wanted) {
    const fitting = offered.find((type) => type === range || (isWithin(type, range) && !named.includes(type)))
    if (fitting !== undefined) return fitting
  }
  return offered[0]
}

const ANY = '*/*'

const isWithin = (type: string, range: string): boolean => range === ANY || range === `${type.split('/')[0]}/*`

const exactnessOf = ({ type }: MediaType): number => (type === ANY ? 0 : type.endsWith('/*') ? 1 : 2)

/**
 * Returns the weight of a range (RFC 9110 §12.4.2). One that is not a number from 0 to 1 counts as 1, its
 * default.
 */
function qualityOf({ parameters }: MediaType): number {
  const weight = parameters.find(([name]) => name === 'q')?.[1]
  return weight !== undefined && /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(weight) ? Number(weight) : 1
}
