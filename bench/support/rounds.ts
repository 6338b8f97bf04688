/** Something to measure; the first contender is Mintmark. */
export interface Contender<Sample> {
  name: string
  /** @param turn Counts from 0, the warm-up. */
  measure(turn: number): Promise<Sample>
}

/** The turns of each contender in a round. With several turns, a disturbance hits all contenders alike. */
export const TURNS_A_ROUND = 4

/** Returns how often a contender is measured in all. */
export const turnsOf = (rounds: number): number => 1 + TURNS_A_ROUND * rounds

/**
 * Lets the contenders run in turns, after a warm-up of each. A round goes forwards, then backwards, and
 * begins with another contender each time, so none always follows the same one.
 *
 * @returns the samples, by contender and round.
 */
export async function inTurns<Sample>(contenders: readonly Contender<Sample>[], rounds: number): Promise<Sample[][][]> {
  for (const contender of contenders) await contender.measure(0)
  const samples: Sample[][][] = contenders.map(() => Array.from({ length: rounds }, () => []))
  let turn = 0
  for (let round = 0; round < rounds; round += 1) {
    const order = contenders.map((_, i) => (i + round) % contenders.length)
    for (let pass = 0; pass < TURNS_A_ROUND; pass += 1) {
      turn += 1
      for (const index of order) samples[index]![round]!.push(await contenders[index]!.measure(turn))
      order.reverse()
    }
  }
  return samples
}
