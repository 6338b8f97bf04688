/**
 * The limit on a user's sessions that can be refreshed: beyond it, those used least recently are ended. Users
 * are found page by page of an index, and the sessions of one user are read page by page too. So neither a
 * large table nor one user with a hundred thousand sessions delays a request.
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
   * Counts each user's sessions that have not ended and can be refreshed: the first `maxRows` of them, by
   * user, after `afterUserId`.
   */
  countByUser(afterUserId: string, maxRows: number): Promise<{ userId: string; count: number }[]>
  /** One user's sessions that are alive and can be refreshed, by id, after `afterId`. */
  listUses(userId: string, page: { afterId: string; nowMs: number; limit: number }): Promise<SessionUse[]>
  /**
   * Ends those that have neither ended nor been used since they were read, each with its event, in one
   * transaction.
   *
   * @returns How many were ended.
   */
  evict(sessions: readonly SessionUse[], act: Pick<Act, 'atMs'>): Promise<number>
}

/**
 * Index entries that are counted at once: less than a millisecond on SQLite, which reads on the thread of the
 * requests.
 */
const COUNTED_AT_ONCE = 5000
/** Rows that one transaction changes at most, since a request may have to wait for one. */
const PAGE_SESSIONS = 50

/**
 * Ends whatever is beyond the limit, back to back until nothing is.
 *
 * @param pause Between two batches, so that requests come in between. Returns false if the rest is for
 * another time.
 */
export type SessionEviction = (nowMs: () => number, pause: () => Promise<boolean>) => Promise<void>

export function createSessionEviction(store: SessionEvictionStore): SessionEviction {
  async function evictOf(userId: string, nowMs: () => number, pause: () => Promise<boolean>): Promise<boolean> {
    let kept: SessionUse[] = []
    for (let afterId = ''; ; ) {
      const page = await store.listUses(userId, { afterId, nowMs: nowMs(), limit: PAGE_SESSIONS })
      const parted = newestFirst([...kept, ...page], nowMs())
      kept = parted.slice(0, MAX_LIVE_SESSIONS_PER_USER)
      const beyond = parted.slice(MAX_LIVE_SESSIONS_PER_USER)
      if (beyond.length > 0) await store.evict(beyond, { atMs: nowMs() })
      if (page.length < PAGE_SESSIONS) return true
      afterId = page.at(-1)!.id
      if (!(await pause())) return false
    }
  }

  return async (nowMs, pause) => {
    for (let after = ''; ; ) {
      const counted = await store.countByUser(after, COUNTED_AT_ONCE)
      for (const userId of crowded(counted)) if (!(await evictOf(userId, nowMs, pause))) return
      if (counted.reduce((sum, { count }) => sum + count, 0) < COUNTED_AT_ONCE) return
      after = lastWhole(counted)
      if (!(await pause())) return
    }
  }
}

type Counts = readonly { userId: string; count: number }[]

const crowded = (counted: Counts) => counted.filter(({ count }) => count > MAX_LIVE_SESSIONS_PER_USER).map(({ userId }) => userId)

/**
 * The last user whose sessions all were counted; the next page begins with the one after. A user who fills a
 * page alone has been seen to.
 */
const lastWhole = (counted: Counts): string => (counted.at(-2) ?? counted.at(-1))!.userId

/**
 * A last use in the future was written by a clock that was ahead, and says nothing of when it was. It counts
 * as the oldest. The next use writes a right time, and no new session is ended in its place.
 */
function newestFirst(sessions: readonly SessionUse[], nowMs: number): SessionUse[] {
  const usedAt = ({ rotatedAtMs }: SessionUse) => (rotatedAtMs > nowMs + CLOCK_SKEW_MS ? Number.NEGATIVE_INFINITY : rotatedAtMs)
  return sessions.toSorted((a, b) => Math.sign(usedAt(b) - usedAt(a)) || (a.id < b.id ? -1 : 1))
}
