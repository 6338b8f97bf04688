import type { Node } from '../../scripts/json-pointer.ts'
import { credentialsOf } from '../../scripts/judge/credentials.ts'
import { type Exchange, formOf, mediaTypeIn, queryOf } from '../../scripts/judge/exchange.ts'

/**
 * Returns a function that tells two exchanges of the same shape by the same text. A value counts only as far
 * as the contract tells values apart: by its words, its bounds and its formats.
 */
export function createShape(contract: Node): (exchange: Exchange, operation: string | undefined) => string {
  const words = new Set<unknown>()
  const sizes = new Set<number>([0, 1])
  collect(contract, words, sizes)
  const shape = (value: unknown, depth = 0): string => {
    if (depth > DEEPEST) return 'deep'
    if (typeof value === 'string') return textShape(value, words, sizes)
    if (typeof value === 'number') return sizes.has(value) ? String(value) : Number.isInteger(value) ? 'n' : 'f'
    if (Array.isArray(value))
      return `[${sizes.has(value.length) ? value.length : ''}${[...new Set(value.map((item) => shape(item, depth + 1)))].sort()}]`
    if (value === null || typeof value !== 'object') return String(value)
    const members = Object.entries(value).map(
      ([key, member]) => `${key}:${key.includes('detail') && typeof member === 'string' ? wording(member) : shape(member, depth + 1)}`,
    )
    return `{${members.sort()}}`
  }
  return ({ method, path, request, status, headers, body }, operation) => {
    const media = mediaTypeIn(headers)
    const answered = media.endsWith('json') ? shape(parsed(body)) : media
    const names = Object.keys(headers)
      .filter((name) => name !== 'date')
      .sort()
    const own = Object.entries(headers)
      .filter(([name]) => SHOWN.includes(name))
      .map(([, value]) => wording(value))
    const asked =
      request === undefined
        ? '-'
        : `${credentialsShape(request.headers.authorization, words)} ${requestShape(request.headers, request.body, shape)}`
    return [
      operation ?? (path.length > 40 ? '?' : path.split('?')[0]),
      method,
      shape(queryOf({ path } as Exchange)),
      asked,
      status,
      names,
      own,
      answered,
    ].join(' ')
  }
}

/** A body that is nested deeper is malformed anyway, and the stack is not endless. */
const DEEPEST = 20

const SHOWN = ['cache-control', 'www-authenticate', 'content-type']

function requestShape(headers: Record<string, string>, body: string, shape: (value: unknown) => string): string {
  const media = mediaTypeIn(headers)
  const { 'idempotency-key': key, 'last-event-id': last, origin } = headers
  const sent = body === '' ? '' : media.endsWith('json') ? shape(parsed(body)) : media.endsWith('urlencoded') ? shape(formOf(body)) : '?'
  return [
    media,
    key === undefined ? '' : shape(key),
    last === undefined ? '' : shape(last),
    origin === undefined ? '' : 'origin',
    sent,
  ].join(' ')
}

/** The scopes that the contract does not name make no difference. */
function credentialsShape(authorization: string | undefined, words: Set<unknown>): string {
  const held = credentialsOf(authorization)
  if (held.kind !== 'token') return held.kind
  const scopes = held.scope.split(' ').filter((scope) => words.has(scope))
  return `${held.of} ${scopes.sort()} ${held.audiences > 1 ? 'several' : 'one'}`
}

function textShape(value: string, words: Set<unknown>, sizes: Set<number>): string {
  if (words.has(value)) return value
  if (/^\d{4}-\d\d-\d\dT/.test(value)) return 'T'
  if (/^-?\d{1,15}$/.test(value)) return sizes.has(Number(value)) ? `'${value}` : 'd'
  const length = [...value].length
  return `s${sizes.has(length) ? length : ''}${/^[!-~]*$/.test(value) ? '' : '*'}`
}

/** A sentence without what differs from one request to the next. */
const wording = (text: string): string => text.replaceAll(/"[^"]*"|'[^']*'|\bhttps?:\S+|[\w.-]*\d[\w:.-]*/g, '_').slice(0, 120)

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return 'malformed'
  }
}

/** Collects the values that the contract names, and the sizes at which its bounds change the answer. */
function collect(node: unknown, words: Set<unknown>, sizes: Set<number>): void {
  if (node === null || typeof node !== 'object') return
  const { enum: values = [], const: only } = node as Node
  if (Array.isArray(values)) for (const value of values) words.add(value)
  if (only !== undefined) words.add(only)
  for (const key of ['minimum', 'maximum', 'minLength', 'maxLength', 'default'])
    if (typeof (node as Node)[key] === 'number') for (const by of [-1, 0, 1]) sizes.add((node as Node)[key] + by)
  for (const scope of Object.keys((node as Node).scopes ?? {})) words.add(scope)
  for (const member of Object.values(node)) collect(member, words, sizes)
}
