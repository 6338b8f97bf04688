/**
 * One run of the model against real services: random acts, each done by both. What the services answer must
 * be one of the answers that the model allows.
 *
 * @module
 */

import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from '../support/random.ts'
import type { Victim } from './killable-services.ts'
import { type Answered, LOG_OUT, outcomesOf, type Sender } from './outcomes.ts'
import { standingOf } from './rows.ts'
import { RULES } from './rules.ts'
import { type Subject, startRequests } from './run-requests.ts'
import { keyOf } from './state-key.ts'
import { stepsFrom } from './steps.ts'
import { firstWorld, HOLDERS, type Holder, type World } from './world.ts'

/** Acts by the text that the model gives them. A run does the same to the service. */
export const CLOCK_ACTS = ['6 seconds pass', '11 seconds pass', 'a day and a minute pass', 'the clock is set back by a minute'] as const
export const ENDINGS = [LOG_OUT, 'the user is disabled', 'the user is enabled'] as const
export const THEFT = 'the thief copies a token'
/** In durations of the requests before it. So one crash in three comes too late. */
const CRASH_WITHIN = 1.5

/** Each act throws an Error if the services depart from the model. */
export interface SessionRun {
  /** What was done and answered. */
  trace: string[]
  /** Does a random act, and looks. */
  act(): Promise<void>
  /** Looks whether the session is alive, as every request does. Then each holder refreshes in turn. */
  checkAll(): Promise<void>
  /**
   * All holders refresh, and sometimes the session logs out, while a replica is killed. Returns how many of
   * these requests had an answer, and how many were cut off.
   */
  crash(victim: Victim): Promise<{ answered: number; cut: number }>
}

/** Adds a user and logs in. */
export async function beginRun(subject: Subject, seed: number): Promise<SessionRun> {
  const { replicas, system, addUser, setDisabled } = subject
  const { number, pick } = createRandom(seed)
  const trace = [`seed ${seed}`]
  const departs = (what: string): never => {
    throw new Error(`${what}\n${trace.join('\n')}`)
  }
  const username = `user-${seed}`
  const userId = await addUser(username)
  const startedAtMs = system.nowMs()
  const requests = await startRequests(subject, username, { pick }, departs)
  /** The states that explain all answers so far. They differ in what nobody was told, so in no holder. */
  let worlds: World[] = [firstWorld(RULES, startedAtMs)]
  const holders = () => HOLDERS.filter((by) => worlds[0]!.holds[by] !== undefined)
  let lastTookMs = 0

  async function ask(senders: readonly Sender[], to = replicas) {
    const askedAt = performance.now()
    const answers = await requests.ask(senders, (by) => worlds[0]!.holds[by]!, to)
    lastTookMs = performance.now() - askedAt
    return answers
  }

  function keep(possible: readonly World[], what: string): void {
    if (possible.length === 0) departs(what)
    worlds = [...new Map(possible.map((world) => [keyOf(world), world])).values()]
  }

  /** @param lost Those that learn nothing: their answer was lost, or they were cut off. */
  function settle(senders: readonly Sender[], answers: Partial<Record<Sender, Answered>>, lost: readonly Sender[]): void {
    trace.push(`${senders.join(' and ')}: ${JSON.stringify(answers)}${lost.length === 0 ? '' : `, lost by ${lost.join(' and ')}`}`)
    const cut = senders.filter((by) => answers[by] === undefined)
    const held = worlds[0]!.holds
    const unchanged = Object.fromEntries(HOLDERS.filter((by) => lost.includes(by)).map((by) => [by, held[by]]))
    const possible = worlds
      .flatMap((world) => outcomesOf(world, senders, cut))
      .filter((outcome) => senders.every((by) => cut.includes(by) || outcome.answers[by] === answers[by]))
      .map(({ world }) => ({ ...world, holds: { ...world.holds, ...unchanged } }))
    keep(possible, 'no interleaving answers this')
  }

  async function refresh(by: readonly Holder[]): Promise<void> {
    // An answer that is lost reaches nobody, but the service has done what it did.
    const lost = number(5) === 0 ? by.slice(0, 1) : []
    settle(by, await ask(by), lost)
  }

  async function crash(victim: Victim): Promise<{ answered: number; cut: number }> {
    const senders: Sender[] = requests.isFresh() && number(3) === 0 ? [...holders(), LOG_OUT] : holders()
    trace.push('kill -9')
    const limitMs = (number(100) / 100) * CRASH_WITHIN * lastTookMs
    const atAnswer = number(2) === 0
    if (atAnswer) victim.dieAtAnswer(1 + number(senders.length))
    const asked = ask(senders, number(2) === 0 ? replicas : [victim.replica])
    await (atAnswer ? Promise.race([asked, victim.gone()]) : sleep(limitMs))
    await victim.kill()
    const answers = await asked
    const cut = senders.filter((by) => answers[by] === undefined)
    settle(senders, answers, cut)
    // A new process may start after the grace.
    if (number(2) === 0) pass('11 seconds pass')
    return { answered: senders.length - cut.length, cut: cut.length }
  }

  /** Takes the step of this text in every world, if all of them have it. */
  function take(text: string): boolean {
    const next = worlds.map((world) => stepsFrom(RULES, world).find((move) => move.text === text)?.next)
    if (!next.every((world) => world !== undefined)) return false
    keep(next, text)
    trace.push(text)
    return true
  }

  function pass(time: (typeof CLOCK_ACTS)[number]): void {
    const before = worlds[0]!.nowMs
    if (take(time)) system.setClockSeconds((worlds[0]!.nowMs - before) / 1000)
  }

  async function end(text: (typeof ENDINGS)[number]): Promise<void> {
    if (text === LOG_OUT && !requests.isFresh()) return
    if (!take(text)) return
    if (text !== LOG_OUT) return setDisabled(userId, text === 'the user is disabled')
    const { [LOG_OUT]: answer } = await ask([LOG_OUT])
    if (answer !== 'done') departs(`a log-out was ${answer}`)
  }

  async function look(): Promise<void> {
    if (!requests.isFresh()) return
    const status = await requests.open()
    const isAlive = ({ rows }: World) => RULES.standingAt(standingOf(rows, 0), system.nowMs()) === 'alive'
    const seen = worlds.filter((world) => status === (isAlive(world) ? 200 : 401))
    keep(seen, `a request with an access token was answered with ${status}`)
  }

  async function act(): Promise<void> {
    const dice = number(100)
    if (dice < 40) await refresh([pick(holders())])
    else if (dice < 60) await refresh(holders())
    else if (dice < 80) pass(pick(CLOCK_ACTS))
    else if (dice < 88) take(THEFT)
    else if (dice < 94) {
      trace.push('another client presents a token')
      await requests.intrude()
    } else await end(pick(ENDINGS))
    await look()
  }

  async function checkAll(): Promise<void> {
    await look()
    // `one` sends no key, so after the grace its retry is reuse and ends the session. It comes last.
    for (const by of holders().reverse()) await refresh([by])
    await look()
  }

  return { trace, act, checkAll, crash }
}
