/**
 * The limit on a user's sessions that can be refreshed: beyond it, the least recently used ones are ended.
 * Users are read page by page from an index, and so are the sessions of one user. So neither a large table
 * nor a user with 100,000 sessions delays a request.
 *
 * @module
 */

import type { Act } from '../events/event.ts'
import { CLOCK_SKEW_MS } from './rotation.ts'
import type { Session } from './session.ts'
import { MAX_LIVE_SESSIONS_PER_USER } from './session-policy.ts'

export type SessionUse = Pick<Session, 'id' | 'rotatedAtMs'>

/** Every method throws a `Refusal` of code `unavailable` if the store cannot be read or written. */
export interface SessionEvictionStore {
  /**
   * Counts, for each user, the sessions that can be refreshed and have not ended. It reads at most `maxRows`
   * of them, ordered by user, after `afterUserId`.
   */
  countByUser(afterUserId: string, maxRows: number): Promise<{ userId: string; count: number }[]>
  /** Lists one user's sessions that are alive and can be refreshed, by id, after `afterId`. */
  listUses(userId: string, page: { afterId: string; nowMs: number; limit: number }): Promise<SessionUse[]>
  /**
   * Ends those sessions that have neither ended nor been used since they were read. Sessions and events are
   * written in one transaction.
   *
   * @returns how many it ended.
   */
  evict(sessions: readonly SessionUse[], act: Pick<Act, 'atMs'>): Promise<number>
}

/**
 * How many index entries are counted at once. That takes less than a millisecond on SQLite, which reads on
 * the main thread.
 */
const COUNTED_AT_ONCE = 5000
/**
 * Bounds what a round costs, however large the table is: a million entries. A larger table takes several
 * rounds.
 */
const PAGES_A_ROUND = 200
/** The most rows that one transaction changes, since a request may have to wait for it. */
const PAGE_SESSIONS = 50

/**
 * Does one round: ends sessions beyond the limit, batch after batch. A round goes on where the last one
 * stopped, and the last users are followed by the first.
 *
 * @param pause Called between two batches, so that requests get their turn. It returns false to leave the
 * rest for another time.
 */
export type SessionEviction = (nowMs: () => number, pause: () => Promise<boolean>) => Promise<void>

/**
 * @param told Called when a round has reached the last user, with the number of sessions that all users have.
 */
export function createSessionEviction(store: SessionEvictionStore, told: (sessions: number) => void = () => {}): SessionEviction {
  async function evictOf(userId: string, nowMs: () => number, pause: () => Promise<boolean>): Promise<boolean> {
    let newest: SessionUse[] = []
    for (let afterId = ''; ; ) {
      const page = await store.listUses(userId, { afterId, nowMs: nowMs(), limit: PAGE_SESSIONS })
      const ordered = newestFirst([...newest, ...page], nowMs())
      newest = ordered.slice(0, MAX_LIVE_SESSIONS_PER_USER)
      const beyond = ordered.slice(MAX_LIVE_SESSIONS_PER_USER)
      if (beyond.length > 0) await store.evict(beyond, { atMs: nowMs() })
      if (page.length < PAGE_SESSIONS) return true
      afterId = page.at(-1)!.id
      if (!(await pause())) return false
    }
  }

  let after = ''
  let sinceFirst = 0
  return async (nowMs, pause) => {
    for (let page = 0; page < PAGES_A_ROUND; page += 1) {
      const counted = await store.countByUser(after, COUNTED_AT_ONCE)
      for (const userId of crowded(counted)) if (!(await evictOf(userId, nowMs, pause))) return
      const isLast = counted.reduce((sum, { count }) => sum + count, 0) < COUNTED_AT_ONCE
      // The page may have cut off the last user, who then begins the next page. A user who fills a whole page
      // has been handled.
      const whole = isLast ? counted : counted.slice(0, Math.max(1, counted.length - 1))
      sinceFirst += leftOf(whole)
      after = isLast ? '' : whole.at(-1)!.userId
      if (isLast) {
        told(sinceFirst)
        sinceFirst = 0
        return
      }
      if (!(await pause())) return
    }
  }
}

type Counts = readonly { userId: string; count: number }[]

const crowded = (counted: Counts) => counted.filter(({ count }) => count > MAX_LIVE_SESSIONS_PER_USER).map(({ userId }) => userId)

/** Counts the sessions of users, each with no more than the limit leaves. */
const leftOf = (counted: Counts) => counted.reduce((sum, { count }) => sum + Math.min(count, MAX_LIVE_SESSIONS_PER_USER), 0)

/**
 * Sorts by last use, newest first. A time in the future is a fast clock's: it counts as the oldest, and the
 * next use corrects it.
 */
function newestFirst(sessions: readonly SessionUse[], nowMs: number): SessionUse[] {
  const usedAt = ({ rotatedAtMs }: SessionUse) => (rotatedAtMs > nowMs + CLOCK_SKEW_MS ? Number.NEGATIVE_INFINITY : rotatedAtMs)
  return sessions.toSorted((a, b) => Math.sign(usedAt(b) - usedAt(a)) || (a.id < b.id ? -1 : 1))
}
