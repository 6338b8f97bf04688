/** What is measured against what; ours is the first. */
export interface Contender<Sample> {
  name: string
  measure(round: number): Promise<Sample>
}

/**
 * Lets each contender run once a round, a warm-up first, so that what else the machine does falls on all of them alike. Every other round goes
 * backwards. Returns the samples of each contender, by round.
 */
export async function inTurns<Sample>(contenders: readonly Contender<Sample>[], rounds: number): Promise<Sample[][]> {
  for (const contender of contenders) await contender.measure(-1)
  const samples: Sample[][] = contenders.map(() => [])
  for (let round = 0; round < rounds; round += 1) {
    const order = [...contenders.keys()]
    if (round % 2 === 1) order.reverse()
    for (const index of order) samples[index]!.push(await contenders[index]!.measure(round))
  }
  return samples
}
