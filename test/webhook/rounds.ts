/**
 * Logins while the receiver of the webhook is down and the service is killed. It does not use the test
 * runner, because `test/webhook/minute.ts` uses it too.
 *
 * @module
 */

import { setTimeout as sleep } from 'node:timers/promises'
import type { DatabaseConfig } from '../../src/config.ts'
import { FAST, serve } from '../faults/serving.ts'
import { startReceiver, WEBHOOK_SECRET, type WebhookReceiver } from '../support/webhook-receiver.ts'

const ACCOUNT = { username: 'alice', password: 'a long enough password' }
/** A killed process keeps its lease of 20 s. The next one asks every 5 s, and the backlog takes some time. */
const CATCH_UP_LIMIT_MS = 120_000

export interface DeliveryFigures {
  /** Logins that were answered with 200. */
  logins: number
  delivered: number
  /** Deliveries of events that had been delivered before. */
  repeated: number
  /** From the return of the receiver until the last login was delivered. */
  caughtUpMs: number
}

/**
 * Logs in before, during and after an outage of the receiver, and kills the service in the middle of it.
 *
 * @throws {Error} if an acknowledged login is not delivered, or comes out of order.
 */
export async function deliverThroughOutage(
  database: DatabaseConfig,
  { downMs, loginsASecond }: { downMs: number; loginsASecond: number },
): Promise<DeliveryFigures> {
  const before = await startReceiver()
  const port = Number(new URL(before.url).port)
  const env = {
    ...FAST,
    DATABASE_URL: database.kind === 'sqlite' ? `sqlite:${database.file}` : database.url,
    MINTMARK_WEBHOOK_URL: before.url,
    MINTMARK_WEBHOOK_SECRET: WEBHOOK_SECRET,
    MINTMARK_REGISTRATION: 'open',
  }
  let service = await serve(env)
  const headers = { 'content-type': 'application/json' }
  await fetch(`${service.url}/users`, { method: 'POST', headers, body: JSON.stringify(ACCOUNT) })
  // The receiver begins when the service first has its row.
  while (before.received.length === 0) {
    await logIn(service.url)
    await sleep(200)
  }
  const acknowledged: Login[] = []
  const logInFor = async (ms: number) => {
    const pending: Promise<unknown>[] = []
    const beganAtMs = performance.now()
    for (let dueMs = 0; dueMs < ms; dueMs += 1000 / loginsASecond) {
      // By the clock, so that slow turns of the loop do not lower the rate.
      await sleep(Math.max(0, beganAtMs + dueMs - performance.now()))
      pending.push(logIn(service.url).then((login) => login !== undefined && acknowledged.push(login)))
    }
    await Promise.all(pending)
  }
  await logInFor(500)
  before.close()
  await logInFor(downMs / 2)
  await service.kill()
  service = await serve(env)
  await logInFor(downMs / 2)
  const after = await startReceiver({ port })
  const backAtMs = performance.now()
  await logInFor(500)
  await caughtUp(after, acknowledged)
  const caughtUpMs = Math.round(performance.now() - backAtMs)
  service.signal('SIGTERM')
  const exitCode = await service.exit()
  after.close()
  if (exitCode !== 0) throw new Error(`The service ended with ${exitCode}.`)
  return { ...judged([...before.received, ...after.received], acknowledged), caughtUpMs }
}

/** A login that was answered with 200. */
interface Login {
  session: string
  beganAtMs: number
  endedAtMs: number
}

async function logIn(url: string): Promise<Login | undefined> {
  const beganAtMs = performance.now()
  const response = await fetch(`${url}/token`, { method: 'POST', body: new URLSearchParams(ACCOUNT) }).catch(() => undefined)
  if (response?.status !== 200) return undefined
  const { access_token: token } = (await response.json()) as { access_token: string }
  const { sid: session } = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())
  return { session, beganAtMs, endedAtMs: performance.now() }
}

async function caughtUp({ received }: WebhookReceiver, acknowledged: Login[]): Promise<void> {
  const last = acknowledged.at(-1)?.session
  for (const until = performance.now() + CATCH_UP_LIMIT_MS; performance.now() < until; await sleep(50))
    if (received.some(({ data }) => data.session_id === last)) return
  throw new Error('The last login was not delivered in time.')
}

function judged(received: WebhookReceiver['received'], acknowledged: Login[]): Omit<DeliveryFigures, 'caughtUpMs'> {
  const sessions = new Set(received.map(({ data }) => data.session_id))
  const lost = acknowledged.filter(({ session }) => !sessions.has(session))
  if (lost.length > 0) throw new Error(`${lost.length} of ${acknowledged.length} logins were not delivered.`)
  const logins = new Map(acknowledged.map((login) => [login.session, login]))
  let newestBeganAtMs = 0
  for (const session of sessions) {
    const login = logins.get(session ?? '')
    if (login === undefined) continue
    // It was answered before a login began that has come already. Logins at the same time have any order.
    if (login.endedAtMs < newestBeganAtMs) throw new Error(`A login came after a later one: ${session}`)
    newestBeganAtMs = Math.max(newestBeganAtMs, login.beganAtMs)
  }
  const events = new Set(received.map(({ data }) => data.id)).size
  return { logins: acknowledged.length, delivered: received.length, repeated: received.length - events }
}
