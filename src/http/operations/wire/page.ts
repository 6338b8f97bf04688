import { Refusal } from '../../../errors.ts'
import type { EventPosition } from '../../../events/event-feed.ts'

/**
 * Reads the `after` of a request, which must be the `next` of an earlier answer.
 *
 * @returns the key of the last row of that answer.
 * @throws {Refusal} validation_failed if `after` is anything else.
 */
export function cursorOf(after: string | undefined): string | undefined {
  if (after === undefined) return undefined
  const bytes = Buffer.from(after, 'base64url')
  const key = bytes.toString('utf8')
  // Only what `encoded` made is accepted. No key has a control character, and databases reject some texts.
  if (encoded(key) !== after || key === '' || /\p{Cc}/u.test(key)) throw cursorRefused()
  return key
}

/**
 * Reads the `after` of a list of events, whose keys are a time and an id.
 *
 * @throws {Refusal} validation_failed if `after` is not the `next` of such a list.
 */
export function eventCursorOf(after: string | undefined): { atMs: number; id: number } | undefined {
  const key = cursorOf(after)
  if (key === undefined) return undefined
  const [, atMs, id] = /^(0|-?[1-9]\d{0,14}) ([1-9]\d{0,14})$/.exec(key) ?? []
  if (id === undefined) throw cursorRefused()
  return { atMs: Number(atMs), id: Number(id) }
}

/** Writes the cursor of a stream of events. */
export const eventStreamCursor = ({ transactionId, id }: EventPosition): string => encoded(`${transactionId}/${id}`)

/**
 * Reads the cursor of a stream of events.
 *
 * @param end The position of now. On PostgreSQL no cursor of this server is after it.
 * @returns undefined if there is none.
 * @throws {Refusal} validation_failed if it is not the cursor of such a stream, or of another database.
 */
export function eventStreamCursorOf(cursor: string | undefined, end: EventPosition): EventPosition | undefined {
  const key = cursorOf(cursor)
  if (key === undefined) return undefined
  const [, transactionId, id] = /^(0|[1-9]\d{0,14})\/(0|[1-9]\d{0,14})$/.exec(key) ?? []
  if (id === undefined || Number(transactionId) > end.transactionId) throw cursorRefused()
  return { transactionId: Number(transactionId), id: Number(id) }
}

/**
 * Cuts the rows to one page, and adds the `next` of the page if there is another one.
 *
 * @param rows The rows that follow, up to `limit` + 1. The last of these shows that there is another page.
 */
export function pageOf<Row>(rows: readonly Row[], limit: number, keyOf: (row: Row) => string): { rows: Row[]; next?: string } {
  const here = rows.slice(0, limit)
  const last = here.at(-1)
  return { rows: here, ...(rows.length > limit && last !== undefined ? { next: encoded(keyOf(last)) } : {}) }
}

const encoded = (key: string): string => Buffer.from(key).toString('base64url')

const cursorRefused = () =>
  new Refusal('validation_failed', 'The request is not valid.', {
    errors: [{ pointer: '/after', detail: 'is not the next of an earlier page' }],
  })
