import { randomBytes } from 'node:crypto'
import type { Answer } from '../support/service.ts'
import { type FaultClient, tokensOf } from './client.ts'
import {
  type Counts,
  expectStatus,
  type KnownSession,
  type Ledger,
  learn,
  markEnded,
  markPasswordChanged,
  takeTokens,
  Violation,
} from './ledger.ts'

/** The sweep would end sessions above this number. */
const MAX_SESSIONS = 8

export interface Actor {
  ledger: Ledger
  /** Does one thing, or finds out whether the last one happened. Throws `Gone` and `Violation`. */
  act(client: FaultClient): Promise<void>
}

const newPassword = () => randomBytes(18).toString('base64url')

/** Creates a user who does random things one after another. What the service acknowledged is recorded. */
export function createActor(username: string, password: string, counts: Counts): Actor {
  const ledger: Ledger = { username, password, alive: [], ended: [], unknown: undefined }

  /** The outcome is unknown until the answer arrives. After a 503 it stays unknown. */
  async function ask(unknown: Ledger['unknown'], asked: Promise<Answer>, due: number): Promise<Answer | undefined> {
    ledger.unknown = unknown
    counts.unknown += 1
    const answer = await asked
    expectStatus(`a ${unknown!.kind}`, answer, due, 503)
    if (answer.status === 503) return undefined
    ledger.unknown = undefined
    counts.unknown -= 1
    counts[unknown!.kind] += 1
    return answer
  }

  const acts = {
    async logIn(client: FaultClient) {
      const answer = await ask({ kind: 'login' }, client.logIn(username, ledger.password), 200)
      if (answer === undefined) return
      const { access_token: access, refresh_token: refresh } = tokensOf(answer)
      ledger.alive.push({ access, refresh })
    },
    async refresh(client: FaultClient, session: KnownSession) {
      const answer = await ask({ kind: 'refresh', session }, client.refresh(session.refresh), 200)
      if (answer !== undefined) takeTokens(session, answer)
    },
    async retry(client: FaultClient, { predecessor, refresh }: KnownSession) {
      if (predecessor === undefined) return
      const answer = await client.refresh(predecessor)
      expectStatus('a retry', answer, 200, 503)
      if (answer.status === 503) return
      counts.retry += 1
      if (tokensOf(answer).refresh_token !== refresh) throw new Violation('a retry got another successor')
    },
    async logOut(client: FaultClient, session: KnownSession) {
      if (await ask({ kind: 'logout', session }, client.logOut(session.access), 204)) markEnded(ledger, session)
    },
    async changePassword(client: FaultClient, session: KnownSession) {
      const to = newPassword()
      if (await ask({ kind: 'password', session, to }, client.changePassword(session.access, ledger.password, to), 204)) {
        markPasswordChanged(ledger, to, session)
      }
    },
  }

  return {
    ledger,
    async act(client) {
      if (ledger.unknown !== undefined) {
        if (!(await learn(ledger, client))) await new Promise((resolve) => setTimeout(resolve, 50))
        return
      }
      const session = ledger.alive[Math.floor(Math.random() * ledger.alive.length)]
      const dice = Math.random()
      if (session === undefined || (dice < 0.1 && ledger.alive.length < MAX_SESSIONS)) return acts.logIn(client)
      if (dice < 0.2) return acts.logOut(client, session)
      if (dice < 0.24) return acts.changePassword(client, session)
      return dice < 0.3 ? acts.retry(client, session) : acts.refresh(client, session)
    },
  }
}
