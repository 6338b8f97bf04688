/**
 * What a run of the model sends to the services. It keeps the tokens of one session.
 *
 * @module
 */

import { Gone } from '../faults/client.ts'
import type { Random } from '../support/random.ts'
import { type Answer, PASSWORD } from '../support/service.ts'
import type { TestSystem } from '../support/test-system.ts'
import { type Answered, LOG_OUT, type Sender } from './outcomes.ts'
import { OTHER_CLIENT } from './rules.ts'
import type { Holder } from './world.ts'

export interface Replica {
  send(method: string, path: string, init?: RequestInit): Promise<Answer>
}

/** What a run acts on: services on one database, with one clock. */
export interface Subject {
  replicas: readonly Replica[]
  system: TestSystem
  /** Returns the id of the user. */
  addUser(username: string): Promise<string>
  setDisabled(userId: string, disabled: boolean): Promise<void>
}

export interface RunRequests {
  /** Sends them at the same moment, each to one of `to`. A sender that was cut off has no answer. */
  ask(senders: readonly Sender[], counterOf: (by: Holder) => number, to: readonly Replica[]): Promise<Partial<Record<Sender, Answered>>>
  /** Another client presents any token. */
  intrude(): Promise<void>
  /** Whether the newest access token has begun and has not expired. */
  isFresh(): boolean
  /** Returns the status of a request with it. */
  open(): Promise<number>
}

/** How long an access token of `testConfig` lives. */
const TTL_MS = 900_000

/**
 * Logs in.
 *
 * @param departs Called with an answer that no state of the model explains. It throws.
 */
export async function startRequests(
  { replicas, system }: Subject,
  username: string,
  { pick }: Pick<Random, 'pick'>,
  departs: (what: string) => never,
): Promise<RunRequests> {
  const send = (to: readonly Replica[], form: Record<string, string>, headers = {}) =>
    pick(to).send('POST', '/token', { headers, body: new URLSearchParams(form) })
  const withAccess = (to: readonly Replica[], method: string, path: string) =>
    pick(to).send(method, path, { headers: { authorization: `Bearer ${access.token}` } })
  const { body: first } = await send(replicas, { grant_type: 'password', username, password: PASSWORD })
  /** By counter. */
  const tokens: string[] = [first.refresh_token]
  let access = { token: first.access_token as string, atMs: system.nowMs() }

  async function present(to: readonly Replica[], by: Holder, counter: number): Promise<Answered> {
    const headers: Record<string, string> = by === 'one' ? {} : { 'idempotency-key': `"${by}-has-a-key-for-token-${counter}"` }
    const { status, body } = await send(to, { grant_type: 'refresh_token', refresh_token: tokens[counter]! }, headers)
    if (status !== 200) return status === 400 ? 'refused' : departs(`${by} got ${status}`)
    access = { token: body.access_token, atMs: system.nowMs() }
    const known = tokens.indexOf(body.refresh_token)
    return known === -1 ? tokens.push(body.refresh_token) - 1 : known
  }

  async function logOut(to: readonly Replica[]): Promise<Answered> {
    const { status } = await withAccess(to, 'POST', '/logout')
    if (status === 204) return 'done'
    return status === 401 ? 'refused' : departs(`a log-out was answered with ${status}`)
  }

  return {
    async ask(senders, counterOf, to) {
      const asked = senders.map((by) => (by === LOG_OUT ? logOut(to) : present(to, by, counterOf(by))).catch(unlessGone))
      const answers = await Promise.all(asked)
      return Object.fromEntries(senders.map((by, index) => [by, answers[index]]).filter(([, answer]) => answer !== undefined))
    },
    async intrude() {
      const { status } = await send(replicas, { grant_type: 'refresh_token', refresh_token: pick(tokens), client_id: OTHER_CLIENT })
      if (status !== 400) departs(`another client got ${status}`)
    },
    isFresh: () => access.atMs <= system.nowMs() && system.nowMs() < access.atMs + TTL_MS,
    open: async () => (await withAccess(replicas, 'GET', '/protected')).status,
  }
}

function unlessGone(error: unknown): undefined {
  if (!(error instanceof Gone)) throw error
}
