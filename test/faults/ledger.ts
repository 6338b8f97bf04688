/** What the service has acknowledged to one user, and what is unknown because an answer was lost. @module */

import type { Answer } from '../support/service.ts'
import { type FaultClient, tokensOf } from './client.ts'

export interface KnownSession {
  access: string
  /** The live refresh token, as far as acknowledged. */
  refresh: string
  /**
   * The token before the live one, and the one before that. A retry with the first returns the same
   * successor; the second is reuse.
   */
  predecessor?: string | undefined
  older?: string | undefined
}

/** A request without an answer, or with 503. It may have been done or not. */
export type Unknown =
  | { kind: 'login' }
  | { kind: 'refresh'; session: KnownSession }
  | { kind: 'logout'; session: KnownSession }
  | { kind: 'password'; session: KnownSession; to: string }

export interface Ledger {
  username: string
  password: string
  /** A password that was replaced and must never log in again. */
  oldPassword?: string
  alive: KnownSession[]
  ended: KnownSession[]
  unknown: Unknown | undefined
}

/** The number of acknowledged acts. `unknown` counts requests without an answer. */
export type Counts = Record<'login' | 'refresh' | 'retry' | 'logout' | 'password' | 'unknown' | 'checked', number>

export const noCounts = (): Counts => ({ login: 0, refresh: 0, retry: 0, logout: 0, password: 0, unknown: 0, checked: 0 })

/** The newest ended sessions matter most, and more would make the checks slow. */
const MAX_ENDED = 12

export class Violation extends Error {}

/** Throws a `Violation` if the answer has another status. */
export function expectStatus(what: string, answer: Answer, ...allowed: number[]): void {
  if (!allowed.includes(answer.status)) {
    throw new Violation(`${what}: ${allowed.join(' or ')} was due, and it was ${answer.status} ${JSON.stringify(answer.body)}`)
  }
  if (answer.status === 503 && !(Number(answer.headers.get('retry-after')) > 0)) throw new Violation(`${what}: 503 without Retry-After`)
}

export function takeTokens(session: KnownSession, answer: Answer): void {
  const { access_token: access, refresh_token: refresh } = tokensOf(answer)
  Object.assign(session, { access, refresh, predecessor: session.refresh, older: session.predecessor })
}

export function markEnded(ledger: Ledger, session: KnownSession): void {
  ledger.alive = ledger.alive.filter((other) => other !== session)
  ledger.ended = [...ledger.ended, session].slice(-MAX_ENDED)
}

export function markPasswordChanged(ledger: Ledger, to: string, kept: KnownSession): void {
  ledger.oldPassword = ledger.password
  ledger.password = to
  for (const session of ledger.alive.filter((other) => other !== kept)) markEnded(ledger, session)
}

/** Finds out whether the unknown request was done. Returns false if the service cannot say yet (503). */
export async function learn(ledger: Ledger, client: FaultClient): Promise<boolean> {
  const { unknown } = ledger
  const known = unknown === undefined || (await learners[unknown.kind](ledger, client, unknown as never))
  if (known) ledger.unknown = undefined
  return known
}

type Learner<K extends Unknown['kind']> = (ledger: Ledger, client: FaultClient, unknown: Extract<Unknown, { kind: K }>) => Promise<boolean>

const learners: { [K in Unknown['kind']]: Learner<K> } = {
  login: async () => true,
  /** In both cases the client asks again and stays logged in. */
  async refresh(_, client, { session }) {
    const answer = await client.refresh(session.refresh)
    expectStatus('a refresh that was not answered, again', answer, 200, 503)
    if (answer.status === 200) takeTokens(session, answer)
    return answer.status === 200
  },
  async logout(ledger, client, { session }) {
    const answer = await client.logOut(session.access)
    expectStatus('a log-out that was not answered, again', answer, 204, 401, 503)
    if (answer.status !== 503) markEnded(ledger, session)
    return answer.status !== 503
  },
  /** Either both happened, the new password and the end of the other sessions, or neither. */
  async password(ledger, client, { session, to }) {
    const answer = await client.logIn(ledger.username, to)
    expectStatus('a password change that was not answered', answer, 200, 401, 503)
    if (answer.status === 200) markPasswordChanged(ledger, to, session)
    return answer.status !== 503
  },
}
