import { setTimeout as sleep } from 'node:timers/promises'
import { type FaultClient, tokensOf } from '../faults/client.ts'
import { expectStatus } from '../faults/ledger.ts'
import { PASSWORD } from '../support/service.ts'

/** How often each kind of answer came. */
export interface Seen {
  good: number
  ended: number
  unavailable: number
}

/**
 * Logs in at one replica, uses the token at both, logs out and uses it again, until told to stop. Throws a
 * `Violation` if a good token is refused, or an ended one accepted.
 */
export async function watchTokens(username: string, clients: [FaultClient, FaultClient], over: () => boolean): Promise<Seen> {
  const seen: Seen = { good: 0, ended: 0, unavailable: 0 }
  const open = async (what: 'good' | 'ended', token: string, due: number) => {
    for (const client of clients) {
      const answer = await client.openProtected(token)
      expectStatus(`a token that is ${what}`, answer, due, 503)
      seen[answer.status === 503 ? 'unavailable' : what] += 1
    }
  }
  for (let turn = 0; !over(); turn += 1) {
    const client = clients[turn % 2]!
    const answer = await client.logIn(username, PASSWORD)
    expectStatus('a login', answer, 200, 503)
    if (answer.status === 503) seen.unavailable += 1
    else {
      const { access_token: token } = tokensOf(answer)
      await open('good', token, 200)
      if ((await client.logOut(token)).status === 204) await open('ended', token, 401)
    }
    await sleep(20)
  }
  return seen
}
