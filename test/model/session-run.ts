/**
 * One run of the model against a real service: random acts, each done by both. What the service answers must
 * be one of the answers that the model allows.
 *
 * @module
 */

import { createRandom } from '../support/random.ts'
import { PASSWORD, type RunningService } from '../support/service.ts'
import { type Answered, outcomesOf } from './outcomes.ts'
import { standingOf } from './rows.ts'
import { OTHER_CLIENT, RULES } from './rules.ts'
import { stepsFrom } from './steps.ts'
import { firstWorld, HOLDERS, type Holder, type World } from './world.ts'

/** Acts by the text that the model gives them. A run does the same to the service. */
export const CLOCK_ACTS = ['6 seconds pass', '11 seconds pass', 'a day and a minute pass', 'the clock is set back by a minute'] as const
export const ENDINGS = ['session 0 logs out', 'the user is disabled', 'the user is enabled'] as const
export const THEFT = 'the thief copies a token'
/** How long an access token of `testConfig` lives. */
const TTL_MS = 900_000

/** Does `length` acts, and returns their trace. Throws an Error if the service departs from the model. */
export async function runSession(replicas: readonly RunningService[], seed: number, length: number): Promise<string[]> {
  const { number, pick } = createRandom(seed)
  const [{ system, service }] = replicas as [RunningService]
  const username = `user-${seed}`
  const userId = await replicas[0]!.addUser(username)
  const first = await replicas[0]!.logIn(username, PASSWORD)

  const startedAtMs = system.nowMs()
  const tokens = [first.refresh_token]
  let access = { token: first.access_token, atMs: startedAtMs }
  let worlds: World[] = [firstWorld(RULES, startedAtMs)]
  const trace = [`seed ${seed}`]
  const departs = (what: string): never => {
    throw new Error(`${what}\n${trace.join('\n')}`)
  }

  async function present(by: Holder): Promise<[Holder, Answered]> {
    const counter = worlds[0]!.holds[by]!
    const headers: Record<string, string> = by === 'one' ? {} : { 'idempotency-key': `"${by}-has-a-key-for-token-${counter}"` }
    const form = { grant_type: 'refresh_token', refresh_token: tokens[counter]! }
    const { status, body } = await pick(replicas).form('/token', form, headers)
    if (status !== 200) return [by, status === 400 ? 'refused' : departs(`${by} got ${status}`)]
    access = { token: body.access_token, atMs: system.nowMs() }
    const known = tokens.indexOf(body.refresh_token)
    return [by, known === -1 ? tokens.push(body.refresh_token) - 1 : known]
  }

  async function refresh(holders: readonly Holder[]): Promise<void> {
    // An answer that is lost reaches nobody, but the service has done what it did.
    const lost = number(5) === 0 ? holders[0] : undefined
    const answers = Object.fromEntries(await Promise.all(holders.map(present)))
    trace.push(`${holders.join(' and ')}: ${JSON.stringify(answers)}${lost === undefined ? '' : `, lost by ${lost}`}`)
    const held = worlds[0]!.holds
    const possible = worlds
      .flatMap((world) => outcomesOf(world, holders))
      .filter((outcome) => holders.every((by) => outcome.answers[by] === answers[by]))
    if (possible.length === 0) departs('no interleaving answers this')
    worlds = possible.map(({ world }) => (lost === undefined ? world : { ...world, holds: { ...world.holds, [lost]: held[lost] } }))
  }

  /** Takes the step of this text in every world, if all of them have it. */
  function take(text: string): boolean {
    const next = worlds.map((world) => stepsFrom(RULES, world).find((move) => move.text === text)?.next)
    if (!next.every((world) => world !== undefined)) return false
    worlds = next
    trace.push(text)
    return true
  }

  async function end(text: (typeof ENDINGS)[number]): Promise<void> {
    const isFresh = access.atMs <= system.nowMs() && system.nowMs() < access.atMs + TTL_MS
    if ((text === 'session 0 logs out' && !isFresh) || !take(text)) return
    const act = { atMs: system.nowMs() }
    if (text !== 'session 0 logs out')
      return void (await service.userAdministration.change(userId, { disabled: text === 'the user is disabled' }, act))
    const { status } = await pick(replicas).send('POST', '/logout', { headers: { authorization: `Bearer ${access.token}` } })
    if (status !== 204) departs(`a log-out was answered with ${status}`)
  }

  async function intrude(): Promise<void> {
    trace.push('another client presents a token')
    const form = { grant_type: 'refresh_token', refresh_token: pick(tokens), client_id: OTHER_CLIENT }
    const { status } = await pick(replicas).form('/token', form)
    if (status !== 400) departs(`another client got ${status}`)
  }

  /** Every request asks whether the session is alive. */
  async function look(): Promise<void> {
    const nowMs = system.nowMs()
    if (nowMs < access.atMs || nowMs >= access.atMs + TTL_MS) return
    const alive = worlds.some((world) => RULES.standingAt(standingOf(world.rows, 0), nowMs) === 'alive')
    const { status } = await pick(replicas).get('/protected', access.token)
    if (status !== (alive ? 200 : 401)) departs(`a request with an access token was answered with ${status}`)
  }

  for (let act = 0; act < length; act += 1) {
    const dice = number(100)
    const holders = HOLDERS.filter((by) => worlds[0]!.holds[by] !== undefined)
    if (dice < 40) await refresh([pick(holders)])
    else if (dice < 60) await refresh(holders)
    else if (dice < 80) {
      const before = worlds[0]!.nowMs
      if (take(pick(CLOCK_ACTS))) system.setClockSeconds((worlds[0]!.nowMs - before) / 1000)
    } else if (dice < 88) take(THEFT)
    else if (dice < 94) await intrude()
    else await end(pick(ENDINGS))
    await look()
  }
  return trace
}
