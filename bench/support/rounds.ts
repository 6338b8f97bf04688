/** What is measured against what; ours is the first. */
export interface Contender<Sample> {
  name: string
  /** @param turn Counts from 0, the warm-up. */
  measure(turn: number): Promise<Sample>
}

/** How often a contender has its turn in a round: what disturbs all of them for a while then falls on each alike. */
export const TURNS_A_ROUND = 4

/** How often it is measured in all. */
export const turnsOf = (rounds: number): number => 1 + TURNS_A_ROUND * rounds

/**
 * Lets the contenders run in turns, after a warm-up of each. A round goes through them forwards, backwards, and so on, and each round begins with another one: none
 * always follows the same one.
 *
 * @returns of each contender the samples of each round.
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
