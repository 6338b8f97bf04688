/** What is measured against what; ours is the first. */
export interface Contender<Sample> {
  name: string
  /** @param turn Counts from 0, the warm-up. */
  measure(turn: number): Promise<Sample>
}

/** How often a contender is measured in all. */
export const turnsOf = (rounds: number): number => 1 + 2 * rounds

/**
 * Lets the contenders run in turns, after a warm-up of each. A round goes through them forwards and then backwards, and each round begins with another one. So
 * what else the machine does falls on all of them alike, and none always follows the same one.
 *
 * @returns of each contender the two samples of each round.
 */
export async function inTurns<Sample>(contenders: readonly Contender<Sample>[], rounds: number): Promise<[Sample, Sample][][]> {
  for (const contender of contenders) await contender.measure(0)
  const samples: [Sample, Sample][][] = contenders.map(() => [])
  for (let round = 0; round < rounds; round += 1) {
    const forwards = contenders.map((_, i) => (i + round) % contenders.length)
    const firsts = new Map<number, Sample>()
    for (const index of forwards) firsts.set(index, await contenders[index]!.measure(1 + 2 * round))
    for (const index of forwards.toReversed()) {
      const second = await contenders[index]!.measure(2 + 2 * round)
      samples[index]!.push([firsts.get(index)!, second])
    }
  }
  return samples
}
