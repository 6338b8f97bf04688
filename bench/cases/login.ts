import { postJson } from '../load/request.ts'
import { PASSWORD } from '../mintmark/start-mintmark.ts'
import type { BenchCase } from '../support/bench-case.ts'
import { throughputReport } from '../support/report.ts'
import { inTurns } from '../support/rounds.ts'
import { measured, underLoad } from '../support/throughput.ts'

const CLIENTS = 16
/** A login takes 10 ms and more, so a short round would count few. */
const LONGER = 2

/** Logins against the bare password hash, both on all cores. */
export const login: BenchCase = {
  name: 'login',
  async run({ start, startMintmark, rounds, seconds }) {
    const mintmark = await startMintmark('anywhere')
    const argon2 = await start('servers/argon2-loop.ts', 'anywhere')
    const requests = mintmark.mint.usernames(CLIENTS).map((username) => postJson('/login', { username, password: PASSWORD }))
    const next = (connection: number) => requests[connection]
    const names = ['mintmark', 'argon2 with the same parameters']
    const samples = await inTurns(
      [
        { name: names[0]!, measure: () => underLoad(mintmark, { connections: CLIENTS, seconds: seconds * LONGER, next }) },
        { name: names[1]!, measure: () => measured(argon2, () => argon2.ask('loop', seconds * LONGER)) },
      ],
      rounds,
    )
    return [throughputReport(`POST /login, ${CLIENTS} clients`, names, samples, ['≥ 0.90'])]
  },
}
