/**
 * The recording of a run of the suite: every request with its answer, once for each shape. Secrets and tokens
 * are replaced. Each worker writes its own file, so that none waits for another.
 *
 * @module
 */

import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import type { Node } from '../../scripts/json-pointer.ts'
import type { RecordedToken } from '../../scripts/judge/credentials.ts'
import { type Exchange, mediaTypeIn } from '../../scripts/judge/exchange.ts'
import { contract, operationOf } from './contract.ts'
import { createShape } from './recorded-shape.ts'

/** The environment has the folder of the run. */
export const RECORDING_FOLDER = 'MINTMARK_TEST_RECORDING'

const shapeOf = createShape(contract)
const recorded = new Set<string>()

/** Records an exchange, if it is the first of its shape in this worker. */
export function record(exchange: Exchange): void {
  const folder = process.env[RECORDING_FOLDER]
  if (!folder) return
  const known = withoutCredentials(exchange)
  const first = firstOf(known)
  const isOtherKey = keyOf(first) !== keyOf(known)
  const shape = `${shapeOf(known, operationOf(exchange.method, exchange.path)?.id)} ${isOtherKey}`
  if (recorded.has(shape)) return
  recorded.add(shape)
  mkdirSync(folder, { recursive: true })
  const lines = [...new Set([first, known])].map((one) => `${JSON.stringify(withoutSecrets(one))}\n`)
  appendFileSync(join(folder, `${process.pid}-${threadId}`), lines.join(''))
}

/** The first answer to each request with a key. An answer to another key says something beside it only. */
const firsts = new Map<string, Exchange>()

const keyOf = ({ request }: Exchange): string | undefined => request?.headers['idempotency-key']

function firstOf(exchange: Exchange): Exchange {
  if (exchange.request === undefined || keyOf(exchange) === undefined) return exchange
  const { headers, body } = exchange.request
  const asked = `${exchange.path} ${headers.authorization} ${body}`
  const first = firsts.get(asked) ?? exchange
  firsts.set(asked, first)
  return first
}

const TOKEN = /\b(?:eyJ[\w-]+\.[\w-]+\.[\w-]*|m(?:rt|cs|ot)_[\w-]{8,})/g
const NAMES = 'password|current_password|new_password|secret|client_secret|one_time_secret|client_assertion'
const JSON_SECRET = new RegExp(`("(?:${NAMES})":\\s*)"((?:[^"\\\\]|\\\\.)+)"`, 'g')
const FORM_SECRET = new RegExp(`((?:^|&)(?:${NAMES})=)([^&]+)`, 'g')
const LONG_TEXT = 200

/** Every shape needs this, the rest only a new one. */
function withoutCredentials(exchange: Exchange): Exchange {
  const authorization = exchange.request?.headers.authorization
  if (exchange.request === undefined || authorization === undefined) return exchange
  const headers = { ...exchange.request.headers, authorization: recordedCredentials(authorization) }
  return { ...exchange, request: { ...exchange.request, headers } }
}

function withoutSecrets({ request, ...answered }: Exchange): Exchange {
  const isForm = request !== undefined && mediaTypeIn(request.headers).endsWith('urlencoded')
  return {
    ...answered,
    body: mediaTypeIn(answered.headers).endsWith('json') ? hidden(answered.body, JSON_SECRET) : answered.body.slice(0, LONG_TEXT),
    ...(request === undefined ? {} : { request: { ...request, body: hidden(request.body, isForm ? FORM_SECRET : JSON_SECRET) } }),
  }
}

const hidden = (text: string, secrets: RegExp): string =>
  text
    .replaceAll(TOKEN, (token) => token.slice(0, 4) + digest(token))
    .replaceAll(secrets, (_, before: string, secret: string) => {
      const quote = before.startsWith('"') ? '"' : ''
      return /^(eyJ|m(rt|cs|ot)_)/.test(secret) ? `${before}${quote}${secret}${quote}` : `${before}${quote}~${digest(secret)}${quote}`
    })

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)

/** What the contract says about a token depends on whose it is, on its scope and on its audience. */
function recordedCredentials(authorization: string): string {
  const [scheme = '', token = ''] = authorization.split(/ +/)
  if (/^basic$/i.test(scheme)) return 'Basic ~'
  if (token.startsWith('mrt_')) return `${scheme} mrt_${digest(token)}`
  const claims = claimsOf(token)
  if (claims === undefined) return `${scheme} ~`
  const recorded: RecordedToken = {
    of: String(claims.sub).startsWith('usr_') ? 'user' : 'service',
    scope: String(claims.scope ?? ''),
    audiences: new Set([claims.aud].flat()).size,
  }
  return `${scheme} ${JSON.stringify(recorded)}`
}

function claimsOf(token: string): Node | undefined {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
  } catch {
    return undefined
  }
}
