/**
 * Mistakes that make a request nearly valid, one at a time.
 *
 * @module
 */

import type { Random } from '../support/random.ts'
import { anyText } from './generated-values.ts'
import { type Draft, isOfContract, type Members, type Part, textsOf, written } from './request-draft.ts'

export interface Request {
  draft: Draft
  path: string
  headers: Record<string, string>
  body: Uint8Array<ArrayBuffer> | undefined
  mistake: string
  /** The contract does not have such a request, so it must be refused. */
  mustFail: boolean
}

/** Returns other members, or undefined if the mistake cannot be made in these. */
type InMembers = (random: Random, part: Part) => Members | undefined
interface Encoded {
  media: string
  bytes: Uint8Array<ArrayBuffer>
}

const WRONG_TYPES = [null, true, 0, 1.5, -1, [], [null], {}, { a: 'b' }, 'text', '']
const WRONG_TEXTS = ['', ' ', '\u0000', 'a\u0000b', '\ud800', '\r\nx: y', '%', '\u202e', '../..', "' or 1=1 --", '{}', 'é'.repeat(40)]
const replaced = (members: Members, at: number, value: unknown): Members =>
  members.map(([name, was], index) => [name, index === at ? value : was])

/** Replaces a member, of which there must be one. */
const inOne =
  (value: (random: Random, name: string, part: Part) => unknown): InMembers =>
  (random, part) => {
    if (part.members.length === 0) return
    const at = random.number(part.members.length)
    return replaced(part.members, at, value(random, part.members[at]![0], part))
  }

function outOfBounds(random: Random, name: string, { schema }: Part): unknown {
  const { minimum, maximum, maxLength = 2000 } = schema.properties[name] ?? {}
  const numbers = minimum === undefined ? [] : [minimum - 1, maximum + 1, 2 ** 53]
  return random.pick([...numbers, 'x'.repeat(maxLength + 1), 'é'.repeat(maxLength)])
}

const IN_MEMBERS: Record<string, InMembers> = {
  type: inOne((random) => random.pick(WRONG_TYPES)),
  bound: inOne(outOfBounds),
  pattern: inOne((random) => (random.number(3) === 0 ? anyText(random) : random.pick(WRONG_TEXTS))),
  missing: (random, { members }) => {
    const removed = random.number(members.length)
    return members.length === 0 ? undefined : members.filter((_, index) => index !== removed)
  },
  additional: (random, { members }) => [...members, [random.pick(['another', '__proto__', 'constructor', 'ID']), random.pick(WRONG_TYPES)]],
  repeated: (random, { members }) => (members.length === 0 ? undefined : [...members, random.pick(members)]),
}

const isJson = ({ media }: Encoded) => media === 'application/json'
/** Each with whether no such body is allowed, unless it is empty. */
const IN_BYTES: Record<string, (random: Random, encoded: Encoded) => Encoded & { mustFail: boolean }> = {
  'media type': (random, encoded) => ({
    ...encoded,
    media: random.pick(['text/plain', 'application/xml', '', isJson(encoded) ? 'application/x-www-form-urlencoded' : 'application/json']),
    mustFail: true,
  }),
  'UTF-8': (random, encoded) => {
    const { bytes } = encoded
    const at = random.number(bytes.length + 1)
    const wrong = [...bytes.subarray(0, at), random.pick([0xff, 0xc0, 0xed]), ...bytes.subarray(at)]
    return { ...encoded, bytes: Uint8Array.from(wrong), mustFail: true }
  },
  cut: (random, encoded) => {
    const bytes = encoded.bytes.slice(0, random.number(encoded.bytes.length))
    return { ...encoded, bytes, mustFail: isJson(encoded) }
  },
  empty: (_, encoded) => ({ ...encoded, bytes: new Uint8Array(), mustFail: false }),
  'another top': (random, encoded) => {
    const text = random.pick(['[]', 'null', '"text"', '1', '[{}]', '{'])
    return { ...encoded, bytes: Buffer.from(text), mustFail: isJson(encoded) }
  },
}

/** Makes a request of `draft`: half as it is, half with one mistake. */
export function requestOf(random: Random, draft: Draft): Request {
  const mistake = random.number(2) === 0 ? 'none' : random.pick([...Object.keys(IN_MEMBERS), ...Object.keys(IN_BYTES)])
  const changed = withMistakeInMembers(random, draft, mistake)
  const { query, body } = changed
  const search = new URLSearchParams(textsOf(query.members)).toString()
  const path = search === '' ? changed.path : `${changed.path}?${search}`
  const fields = Object.fromEntries(textsOf(changed.header.members))
  const request = { draft: changed, path, headers: fields, body: undefined, mistake, mustFail: !isOfContract(changed) }
  if (body === undefined) return request
  const encoded: Encoded = { media: body.media, bytes: Buffer.from(written(body)) }
  const sent = IN_BYTES[mistake]?.(random, encoded) ?? { ...encoded, mustFail: false }
  // `fetch` would name a media type of its own only for a text.
  const headers: Record<string, string> = sent.media === '' ? fields : { ...fields, 'content-type': sent.media }
  const isRefused = sent.bytes.length === 0 ? draft.operation.declared.requestBody.required === true : sent.mustFail || request.mustFail
  return { ...request, headers, body: sent.bytes, mustFail: isRefused }
}

function withMistakeInMembers(random: Random, draft: Draft, mistake: string): Draft {
  const change = IN_MEMBERS[mistake]
  if (change === undefined) return draft
  const inQuery = draft.body === undefined || random.number(4) === 0
  const part = inQuery ? draft.query : draft.body!
  const members = change(random, part)
  if (members === undefined) return draft
  return inQuery ? { ...draft, query: { ...draft.query, members } } : { ...draft, body: { ...draft.body!, members } }
}
