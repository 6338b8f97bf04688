import type { EventDetail, RecordedEvent } from './event.ts'

/**
 * Returns an event as every receiver gets it: with the names of the contract, and without members that are
 * unknown. The admin API, the streams, the webhook and the log have the same members.
 */
export const eventJson = ({ id, type, atMs, userId, clientId, sessionId, address, actor, count, detail }: RecordedEvent) => ({
  id,
  type,
  at: new Date(atMs).toISOString(),
  ...(userId === undefined ? {} : { user_id: userId }),
  ...(clientId === undefined ? {} : { client_id: clientId }),
  ...(sessionId === undefined ? {} : { session_id: sessionId }),
  ...(address === undefined ? {} : { address }),
  ...(actor === undefined ? {} : { actor }),
  count: count ?? 1,
  ...(detail === undefined ? {} : { detail: detailJson(detail) }),
})

const detailJson = ({ scope, previousScope, username, unlocked, changed, verb, kid }: EventDetail) => ({
  ...(scope === undefined ? {} : { scope }),
  ...(previousScope === undefined ? {} : { previous_scope: previousScope }),
  ...(username === undefined ? {} : { username }),
  ...(unlocked === undefined ? {} : { unlocked }),
  ...(changed === undefined ? {} : { changed: [...changed] }),
  ...(verb === undefined ? {} : { verb }),
  ...(kid === undefined ? {} : { kid }),
})
