import { get } from '../load/request.ts'
import { type BenchCase, CONNECTIONS } from '../support/bench-case.ts'
import { throughputReport } from '../support/report.ts'
import { inTurns } from '../support/rounds.ts'
import { underLoad } from '../support/throughput.ts'

const SESSIONS = 100

/** The same few tokens over and over, as a busy service sends them. */
export const protectedRepeated: BenchCase = {
  name: 'protected',
  async run({ start, startMintmark, rounds, seconds }) {
    const mintmark = await startMintmark()
    const tokens = await mintmark.mint.accessTokens(SESSIONS)
    const requests = tokens.map((token) => get('/protected', token))
    const children = [mintmark, await start('servers/zod-openapi.ts'), await start('servers/bare-node.ts')]
    const names = ['mintmark', 'zod-openapi that does nothing', 'bare node:http']
    let sent = 0
    const next = () => requests[sent++ % SESSIONS]
    const contenders = children.map((child, i) => ({
      name: names[i]!,
      measure: () => underLoad(child, { connections: CONNECTIONS, stayAwake: true, seconds, next }),
    }))
    const samples = await inTurns(contenders, rounds)
    const report = throughputReport(`GET /protected, tokens of ${SESSIONS} sessions again and again`, names, samples, ['≥ 0.90', '≥ 0.65'])
    return [report]
  },
}
