import { get } from '../load/request.ts'
import { type BenchCase, CONNECTIONS } from '../support/bench-case.ts'
import { throughputReport } from '../support/report.ts'
import { inTurns } from '../support/rounds.ts'
import { measured, underLoad } from '../support/throughput.ts'

/** About what is verified in a second; a round takes as many tokens, whatever time they need. */
const TOKENS_A_SECOND = 8000

/** Every token is seen once, and so is its session. The reference is the check of the signature alone. */
export const protectedFirstSeen: BenchCase = {
  name: 'first-seen',
  async run({ start, startMintmark, rounds, seconds }) {
    const [mintmark, verifyOnly] = [await startMintmark(), await start('servers/verify-only.ts')]
    await verifyOnly.ask('useKey', mintmark.mint.publicJwk)
    const count = Math.ceil(TOKENS_A_SECOND * seconds)
    const tokens: string[][] = []
    for (let i = 0; i <= rounds; i += 1) tokens.push(await mintmark.mint.accessTokens(count))
    const of = (round: number) => tokens[round + 1]!
    const once = (round: number) => {
      const left = of(round).values()
      const next = () => {
        const { value } = left.next()
        return value === undefined ? undefined : get('/protected', value)
      }
      return { connections: CONNECTIONS, stayAwake: true, next }
    }
    const loop = async (round: number) => {
      const taken = await verifyOnly.ask<number>('loop', { tokens: of(round), atOnce: CONNECTIONS })
      return { answered: count, seconds: taken }
    }
    const names = ['mintmark', 'bare node:http that only verifies', 'the signature check in a loop']
    const measures = [
      (round: number) => underLoad(mintmark, once(round)),
      (round: number) => underLoad(verifyOnly, once(round)),
      (round: number) => measured(verifyOnly, () => loop(round)),
    ]
    const samples = await inTurns(
      measures.map((measure, i) => ({ name: names[i]!, measure })),
      rounds,
    )
    return [throughputReport('GET /protected, each token seen once', names, samples, ['≥ 0.80', ''])]
  },
}
