import { type MediaType, parseMediaRanges } from './field-value.ts'

/**
 * Returns the offered type that an `Accept` prefers, by quality, then by whether it is named (RFC 9110
 * §12.5.1). It is the first one for equal wishes, and for an `Accept` that wants none of them.
 */
export function preferredType<T extends string>(accept: string, offered: readonly [T, ...T[]]): T {
  const ranges = parseMediaRanges(accept)
  const wishFor = (type: T): number => {
    const named = ranges.find((range) => range.type === type)
    const any = ranges.find((range) => range.type === `${type.split('/')[0]}/*`) ?? ranges.find((range) => range.type === '*/*')
    if (named !== undefined) return qualityOf(named) * 2
    return any === undefined ? 0 : qualityOf(any) * 2 - SOMETHING_LESS
  }
  return offered.reduce((best, type) => (wishFor(type) > wishFor(best) ? type : best))
}

/** Less than a step of quality, which has three digits. */
const SOMETHING_LESS = 0.0001

/**
 * Returns the weight of a range (RFC 9110 §12.4.2). One that is not a number from 0 to 1 counts as 1, its
 * default.
 */
export function qualityOf({ parameters }: MediaType): number {
  const weight = parameters.find(([name]) => name === 'q')?.[1]
  return weight !== undefined && /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(weight) ? Number(weight) : 1
}
