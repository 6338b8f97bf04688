/**
 * A refresh as a machine of three steps: read and judge; the guarded UPDATE; the answer. Between any two of
 * them another replica, the clock or a crash may take a step. `oauth/refresh.ts` is the same with everything
 * around it.
 *
 * Reading and judging are one step, because nobody else can change what was read. A refusal reaches its
 * client at once, because it gives the client nothing.
 *
 * @module
 */

import { type Maker, OTHER_CLIENT, OWN_CLIENT, POLICY, type Rules } from './rules.ts'
import type { Move } from './steps.ts'
import type { Holder, Promised, Refresh, World } from './world.ts'

/** Refreshes are of session 0. */
const SESSION = 0

type Asked = Pick<Refresh, 'kind' | 'by' | 'counter' | 'key'>

/** Step 1, with the token that the holder has. */
export function begin(rules: Rules, world: World, by: Holder): Move {
  const counter = world.holds[by]!
  return readAndJudge(rules, world, { kind: 'refresh', by, counter, key: by === 'one' ? undefined : `${by}'s key of ${counter}` })
}

function readAndJudge(rules: Rules, { lastRead, ...world }: World, asked: Asked): Move {
  const { rows, nowMs } = world
  const standing = rules.read(rows, SESSION, lastRead)
  const { id, idempotencyHmac, counter: live } = standing.session
  const { by, counter, key } = asked
  const repeatsKey = key !== undefined && idempotencyHmac !== null && rules.repeatsKey(idempotencyHmac, key, id, counter)
  const verdict = rules.judge(standing, { counter, repeatsKey }, nowMs, POLICY.refreshGraceSeconds * 1000)
  const become = (request?: Refresh, changed = rows): World => ({
    ...world,
    rows: changed,
    lastRead: rows,
    inFlight: request === undefined ? world.inFlight : [...world.inFlight, request],
  })
  const move = (next: World): Move => ({
    text: `${by} presents ${counter}: ${verdict.kind}`,
    next,
    found: { kind: 'judged', asked, verdict },
  })
  switch (verdict.kind) {
    case 'dead':
      return move(become())
    case 'end':
      return move(become({ ...asked, at: 'ending', because: verdict.because }))
    case 'live':
      return move(become({ ...asked, at: 'rotating', nowMs }))
    case 'retry':
      return move(become({ ...asked, at: 'answering', successor: live }, rules.statements.retry(rows, SESSION, nowMs)))
  }
}

/** Takes the next step of a request. `rest` is the world without it. */
export function proceed(rules: Rules, rest: World, request: Refresh): Move {
  const { by, counter, key } = request
  const { statements } = rules
  const become = (next: Refresh, change: Partial<World> = {}): World => ({ ...rest, ...change, inFlight: [...rest.inFlight, next] })
  const asked: Asked = { kind: 'refresh', by, counter, key }

  switch (request.at) {
    case 'rotating': {
      const { nowMs } = request
      const session = rest.rows.sessions[SESSION]!
      const idempotencyHmac = key === undefined ? null : rules.hmacOf(key, session.id, counter)
      const successor = rules.successorOf({ ...session, counter }, POLICY, nowMs, idempotencyHmac)
      const { rows, won } = statements.rotate(
        rest.rows,
        SESSION,
        successor,
        (standing, atMs) => rules.standingAt(standing, atMs) === 'alive',
      )
      if (!won && rules.afterLostRace === 'read again') {
        return { text: `the UPDATE of ${by} finds no row`, next: become({ ...asked, at: 'lost the race' }) }
      }
      if (!won) return { text: `${by} answers`, next: become({ ...asked, at: 'answering', successor: counter + 1 }) }
      const promised = changed(rest.promised, { idleEndsAtMs: nowMs + POLICY.idleSeconds * 1000, lastKey: key })
      const next = become({ ...asked, at: 'answering', successor: successor.counter }, { rows, promised })
      return { text: `the UPDATE of ${by}`, next, found: { kind: 'rotated', asked } }
    }
    case 'lost the race':
      return readAndJudge(rules, rest, asked)
    case 'ending': {
      const rows = statements.end(rest.rows, SESSION, request.because, rest.nowMs)
      const promised = changed(rest.promised, { ended: true })
      return { text: `${by} is refused, and the session ends`, next: { ...rest, rows, promised }, found: { kind: 'reuse' } }
    }
    case 'answering': {
      const { successor } = request
      const next = { ...rest, holds: { ...rest.holds, [by]: successor } }
      return { text: `${by} gets ${successor}`, next, found: { kind: 'answered', asked, successor } }
    }
  }
}

const changed = (promised: readonly Promised[], change: Partial<Promised>) =>
  promised.map((of, at) => (at === SESSION ? { ...of, ...change } : of))

/**
 * Another client presents the token of a holder, or a forger the counter that comes next. By the rules it is
 * refused at once; otherwise it runs to its end in one step.
 */
export function intrude(rules: Rules, world: World, who: { forger: true } | { otherClientWith: Holder }): Move {
  const session = world.rows.sessions[SESSION]!
  const isForger = 'forger' in who
  const counter = isForger ? session.counter + 1 : world.holds[who.otherClientWith]!
  const maker: Maker = isForger ? 'forger' : 'service'
  const text = `${isForger ? 'a forger' : 'another client'} presents ${counter}`
  const refused = !rules.opens(maker, session.id, counter) || !rules.isOwn(session, isForger ? OWN_CLIENT : OTHER_CLIENT, counter)
  if (refused) return { text, next: world, found: { kind: 'intruded', passed: false } }
  const { next } = begin(rules, { ...world, inFlight: [], holds: { ...world.holds, thief: counter } }, 'thief')
  const [request] = next.inFlight
  const after = request?.kind === 'refresh' ? proceed(rules, { ...next, inFlight: [] }, request).next : next
  return { text, next: { ...after, inFlight: world.inFlight, holds: world.holds }, found: { kind: 'intruded', passed: true } }
}
