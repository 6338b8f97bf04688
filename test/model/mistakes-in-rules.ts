/**
 * Planted mistakes in the rules of `src/sessions`, and in what a refresh compares itself.
 *
 * @module
 */

import type { Session, Standing } from '../../src/sessions/session.ts'
import type { Mistake } from './mistakes.ts'
import { standingOf } from './rows.ts'
import { POLICY, RULES, type Rules } from './rules.ts'

const GRACE_MS = POLICY.refreshGraceSeconds * 1000
const withSession = (standing: Standing, change: Partial<Session>): Standing => ({
  ...standing,
  session: { ...standing.session, ...change },
})
/** A judge that is mistaken about some presentations, and right about all others. */
const withJudge = (mistaken: (...given: Parameters<Rules['judge']>) => ReturnType<Rules['judge']> | undefined): Rules => ({
  ...RULES,
  judge: (...given) => mistaken(...given) ?? RULES.judge(...given),
})
/** `standingAt` as if the standing were another, at every request and in the guard of the UPDATE. */
const withStanding = (seen: (standing: Standing) => Standing): Rules => ({
  ...RULES,
  standingAt: (standing, nowMs) => RULES.standingAt(seen(standing), nowMs),
})

export const MISTAKES_IN_RULES: Mistake[] = [
  {
    in: 'refresh',
    what: 'a request that lost the race answers as if it had won',
    rules: { ...RULES, afterLostRace: 'answer as if it had won' },
    breaks: ['kept'],
  },
  { in: 'refresh', what: 'a token works for any client', rules: { ...RULES, isOwn: () => true }, breaks: ['stranger'] },
  {
    in: 'refresh',
    what: 'a retry within the grace works for any client',
    rules: { ...RULES, isOwn: (session, clientId, counter) => counter === session.counter - 1 || session.clientId === clientId },
    breaks: ['stranger'],
  },
  { in: 'refresh token', what: 'the HMAC is not checked', rules: { ...RULES, opens: () => true }, breaks: ['stranger'] },
  {
    in: 'findStanding',
    what: 'a replica answers from a stale copy',
    rules: { ...RULES, read: (_, index, lastRead) => standingOf(lastRead, index) },
    breaks: ['ended'],
  },
  {
    in: 'judge',
    what: 'the grace never ends',
    rules: withJudge((standing, { counter, repeatsKey }, nowMs) =>
      RULES.judge(withSession(standing, { rotatedAtMs: nowMs }), { counter, repeatsKey }, nowMs, GRACE_MS),
    ),
    breaks: ['reuse'],
  },
  {
    in: 'judge',
    what: 'a retry within the grace is taken for reuse',
    rules: withJudge((standing, presented, nowMs) => RULES.judge(standing, presented, nowMs, 0)),
    breaks: ['retry'],
  },
  {
    in: 'judge',
    what: 'a clock that was set back lengthens the grace',
    rules: withJudge((standing, presented, nowMs, graceMs) =>
      RULES.judge(withSession(standing, { rotatedAtMs: Math.min(nowMs, standing.session.rotatedAtMs) }), presented, nowMs, graceMs),
    ),
    breaks: ['reuse'],
  },
  {
    in: 'judge',
    what: 'the token before the previous one gets an answer too',
    rules: withJudge((standing, { counter, repeatsKey }, nowMs, graceMs) =>
      counter === standing.session.counter - 2 ? RULES.judge(standing, { counter: counter + 1, repeatsKey }, nowMs, graceMs) : undefined,
    ),
    breaks: ['reuse'],
  },
  {
    in: 'judge',
    what: 'a token of an ended session still works',
    rules: withJudge((standing, ...rest) => RULES.judge(withSession(standing, { endedAtMs: null }), ...rest)),
    breaks: ['ended'],
  },
  {
    in: 'idempotency key',
    what: 'any `Idempotency-Key` extends the grace, not only the one of the first try',
    rules: { ...RULES, repeatsKey: () => true },
    breaks: ['reuse'],
  },
  {
    in: 'idempotency key',
    what: 'the `Idempotency-Key` of the first try does not extend the grace',
    rules: { ...RULES, repeatsKey: () => false },
    breaks: ['retry'],
  },
  {
    in: 'standingAt',
    what: 'a session that was ended counts as alive',
    rules: withStanding((standing) => withSession(standing, { endedAtMs: null })),
    breaks: ['ended'],
  },
  {
    in: 'standingAt',
    what: 'the epoch of the user is not compared',
    rules: withStanding((standing) => ({ ...standing, user: { ...standing.user!, epoch: standing.session.userEpoch } })),
    breaks: ['ended'],
  },
  {
    in: 'standingAt',
    what: 'the epoch of the client is not compared',
    rules: withStanding((standing) => ({ ...standing, clientEpoch: standing.session.clientEpoch })),
    breaks: ['ended'],
  },
  {
    in: 'standingAt',
    what: 'the epoch of the service is not compared',
    rules: withStanding((standing) => ({ ...standing, serviceEpoch: standing.session.serviceEpoch })),
    breaks: ['ended'],
  },
  {
    in: 'standingAt',
    what: 'a session counts as alive after its idle end and its absolute end',
    rules: withStanding((standing) => withSession(standing, { idleEndsAtMs: Infinity, endsAtMs: Infinity })),
    breaks: ['ended'],
  },
  {
    in: 'successorOf',
    what: 'the idle end may pass the absolute end',
    rules: {
      ...RULES,
      successorOf: (session, policy, nowMs, hmac) => ({
        ...RULES.successorOf(session, policy, nowMs, hmac),
        idleEndsAtMs: nowMs + policy.idleSeconds * 1000,
      }),
    },
    breaks: ['absolute'],
  },
  {
    in: 'newSession',
    what: 'the absolute end is ten times as far away as the policy says',
    rules: {
      ...RULES,
      newSession: (opened, policy, system) => RULES.newSession(opened, { ...policy, maxSeconds: 10 * policy.maxSeconds }, system),
    },
    breaks: ['absolute'],
  },
  {
    in: 'a log-in',
    what: 'the epochs are read after the password was hashed',
    rules: { ...RULES, epochsOfLogin: (_, now) => now },
    breaks: ['ended'],
  },
  {
    in: 'standingAt',
    what: 'a session counts as alive after its idle end',
    rules: withStanding((standing) => withSession(standing, { idleEndsAtMs: Infinity })),
    breaks: ['ended'],
  },
]

/**
 * Parts of a rule without which nothing changes, because another rule holds the same. They stay, as a second
 * lock.
 */
export const HELD_TWICE: Pick<Mistake, 'in' | 'what' | 'rules'>[] = [
  {
    in: 'standingAt',
    what: 'the absolute end is not checked, but no rotation moves the idle end past it',
    rules: withStanding((standing) => withSession(standing, { endsAtMs: Infinity })),
  },
  {
    in: 'standingAt',
    what: 'the disabled user is not checked, but disabling raised the epoch',
    rules: withStanding((standing) => ({ ...standing, user: { ...standing.user!, disabledAtMs: null } })),
  },
]
