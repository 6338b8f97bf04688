/** Random values that a seed determines, so that a failure can be made again. @module */

export interface Random {
  /** Returns a whole number from 0 to `below` - 1. */
  number(below: number): number
  pick<T>(from: readonly T[]): T
  /** Returns from `least` to `most` results of `make`. */
  some<T>(least: number, most: number, make: () => T): T[]
}

/** Makes the same numbers from the same seed (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const number = (below: number) => Math.floor(next() * below)
  return {
    number,
    pick: (from) => from[number(from.length)]!,
    some: (least, most, make) => Array.from({ length: least + number(most - least + 1) }, make),
  }
}
