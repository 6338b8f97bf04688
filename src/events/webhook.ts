import { createHash, createHmac } from 'node:crypto'
import type { RecordedEvent } from './event.ts'
import { eventJson } from './event-json.ts'

/** A receiver of events. */
export interface Webhook {
  url: string
  /** Each signs every message, so that the receiver can change from one to the next. */
  secrets: readonly Buffer[]
}

/** One event as a message of Standard Webhooks 1.0.0. */
export interface WebhookMessage {
  headers: Record<string, string>
  body: string
}

/** Builds the message of an event, signed for one try. Its id is the same at each try. */
export function webhookMessage(event: RecordedEvent, secrets: readonly Buffer[], nowMs: number): WebhookMessage {
  const data = eventJson(event)
  const body = JSON.stringify({ type: data.type, timestamp: data.at, data })
  const id = `evt_${event.id}`
  const timestamp = String(Math.floor(nowMs / 1000))
  const signatures = secrets.map((secret) => `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`)
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'mintmark',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatures.join(' '),
    },
    body,
  }
}

/** Identifies a URL without telling it, since its path may be a secret. */
export const targetOf = ({ url }: Webhook): string => createHash('sha256').update(url).digest('base64url')
