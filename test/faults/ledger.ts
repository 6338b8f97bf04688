/** What the service has acknowledged to one user, and what is unknown since an answer was lost. @module */

import type { Answer } from '../support/service.ts'
import { type FaultClient, tokensOf } from './client.ts'

export interface KnownSession {
  access: string
  /** The live one, as far as was acknowledged. */
  refresh: string
  /** Its immediate predecessor, and the one before: a retry converges on the first, and the second is reuse. */
  predecessor?: string | undefined
  older?: string | undefined
}

/** Asked for, and not answered, or with 503: done or not. */
export type Unknown =
  | { kind: 'login' }
  | { kind: 'refresh'; session: KnownSession }
  | { kind: 'logout'; session: KnownSession }
  | { kind: 'password'; session: KnownSession; to: string }

export interface Ledger {
  username: string
  password: string
  /** One that was changed, and must never log in again. */
  oldPassword?: string
  alive: KnownSession[]
  ended: KnownSession[]
  unknown: Unknown | undefined
}

/** Acknowledged; `unknown` counts what was asked and not answered. */
export type Counts = Record<'login' | 'refresh' | 'retry' | 'logout' | 'password' | 'unknown' | 'checked', number>

export const noCounts = (): Counts => ({ login: 0, refresh: 0, retry: 0, logout: 0, password: 0, unknown: 0, checked: 0 })

/** The newest say most; the rest would only make the checks longer. */
const MAX_ENDED = 12

export class Violation extends Error {}

/** Throws a `Violation` where the answer is another. */
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

/** Learns what became of what is unknown. False where the service cannot say yet (503). */
export async function learn(ledger: Ledger, client: FaultClient): Promise<boolean> {
  const { unknown } = ledger
  const known = unknown === undefined || (await learners[unknown.kind](ledger, client, unknown as never))
  if (known) ledger.unknown = undefined
  return known
}

type Learner<K extends Unknown['kind']> = (ledger: Ledger, client: FaultClient, unknown: Extract<Unknown, { kind: K }>) => Promise<boolean>

const learners: { [K in Unknown['kind']]: Learner<K> } = {
  login: async () => true,
  /** Whether or not it was done: the client that lost its answer asks again, and stays logged in. */
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
  /** Either all of it was done or nothing: the password, and the other sessions. */
  async password(ledger, client, { session, to }) {
    const answer = await client.logIn(ledger.username, to)
    expectStatus('a password change that was not answered', answer, 200, 401, 503)
    if (answer.status === 200) markPasswordChanged(ledger, to, session)
    return answer.status !== 503
  },
}
