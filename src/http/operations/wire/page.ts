import { Refusal } from '../../../errors.ts'

/** What the `after` of a request says, which was the `next` of an answer: the key of the last row there. Throws `validation_failed` for anything else. */
export function cursorOf(after: string | undefined): string | undefined {
  if (after === undefined) return undefined
  const bytes = Buffer.from(after, 'base64url')
  const key = bytes.toString('utf8')
  // Only what was written here; no key has a control character, and no database takes every text.
  if (encoded(key) !== after || key === '' || /\p{Cc}/u.test(key)) throw cursorRefused()
  return key
}

/** The same of events, whose key is their time and their id. */
export function eventCursorOf(after: string | undefined): { atMs: number; id: number } | undefined {
  const key = cursorOf(after)
  if (key === undefined) return undefined
  const [, atMs, id] = /^(0|-?[1-9]\d{0,14}) ([1-9]\d{0,14})$/.exec(key) ?? []
  if (id === undefined) throw cursorRefused()
  return { atMs: Number(atMs), id: Number(id) }
}

/** @param rows One more than `limit`, where there are so many: then there is a next page. */
export function pageOf<Row>(rows: readonly Row[], limit: number, keyOf: (row: Row) => string): { rows: Row[]; next?: string } {
  const here = rows.slice(0, limit)
  const last = here.at(-1)
  return { rows: here, ...(rows.length > limit && last !== undefined ? { next: encoded(keyOf(last)) } : {}) }
}

const encoded = (key: string): string => Buffer.from(key).toString('base64url')

const cursorRefused = () =>
  new Refusal('validation_failed', 'The request is not valid.', { errors: [{ pointer: '/after', detail: 'is no next of a page' }] })
