import { Refusal } from '../../../errors.ts'

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
