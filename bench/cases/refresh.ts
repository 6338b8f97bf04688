import { fsyncMs } from '../../src/data/sqlite/writer-place.ts'
import { postForm } from '../load/request.ts'
import { type BenchCase, CONNECTIONS } from '../support/bench-case.ts'
import { throughputReport } from '../support/report.ts'
import { inTurns } from '../support/rounds.ts'
import { underLoad } from '../support/throughput.ts'

const SESSIONS_A_CONNECTION = 32

/** Refresh by a form, rotating and durable; each answer's token is used for the next refresh of its session. */
export const refresh: BenchCase = {
  name: 'refresh',
  async run({ start, startMintmark, rounds, seconds }) {
    const mintmark = await startMintmark()
    const bareNode = await start('servers/bare-node.ts')
    const tokens = mintmark.mint.refreshTokens(CONNECTIONS * SESSIONS_A_CONNECTION)
    const form = (token: string) => postForm('/token', `grant_type=refresh_token&refresh_token=${token}`)

    // Each connection goes round its own sessions, so that none is refreshed twice at once.
    const turns = Array.from({ length: CONNECTIONS }, () => 0)
    const place = (connection: number) => connection * SESSIONS_A_CONNECTION + (turns[connection]! % SESSIONS_A_CONNECTION)
    const rotating = {
      next: (connection: number) => form(tokens[place(connection)]!),
      onAnswer(answer: string, connection: number) {
        tokens[place(connection)] = refreshTokenIn(answer)
        turns[connection]! += 1
      },
    }
    const fixed = form(tokens[0]!)
    const reading = { next: () => fixed, onAnswer: refreshTokenIn }
    const names = ['mintmark', 'bare node:http, a POST']
    const samples = await inTurns(
      [
        { name: names[0]!, measure: () => underLoad(mintmark, { connections: CONNECTIONS, stayAwake: true, seconds, ...rotating }) },
        { name: names[1]!, measure: () => underLoad(bareNode, { connections: CONNECTIONS, stayAwake: true, seconds, ...reading }) },
      ],
      rounds,
    )
    const fsync = fsyncMs(mintmark.file).toFixed(2)
    return [throughputReport(`POST /token, refresh, durable on SQLite (an fsync takes ${fsync} ms)`, names, samples, ['≥ 0.10'])]
  },
}

function refreshTokenIn(answer: string): string {
  const from = answer.indexOf('"refresh_token":"') + '"refresh_token":"'.length
  return answer.slice(from, answer.indexOf('"', from))
}
