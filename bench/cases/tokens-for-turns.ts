import type { Mint, Session } from '../mintmark/mint.ts'
import type { Options } from '../support/bench-case.ts'
import { TURNS_A_ROUND, turnsOf } from '../support/rounds.ts'

/** More than any contender verifies in a second, so a turn ends because its time is over. */
const TOKENS_A_SECOND = 12_000

/**
 * Signs access tokens for the warm-up and for each turn of a round. Each token is for one request.
 *
 * @param among Their sessions. If absent, each token has a session of its own.
 */
export async function tokensForTurns({ rounds, seconds }: Options, mint: Mint, among?: readonly Session[]): Promise<string[][]> {
  const turns: string[][] = []
  for (let turn = 0; turn < turnsOf(rounds); turn += 1) {
    const count = Math.ceil(TOKENS_A_SECOND * (turn === 0 ? seconds : seconds / TURNS_A_ROUND))
    const sessions =
      among === undefined ? await mint.sessions(count) : Array.from({ length: count }, (_, i) => among[(turn + i * 7919) % among.length]!)
    turns.push(await mint.accessTokens(sessions))
  }
  return turns
}
