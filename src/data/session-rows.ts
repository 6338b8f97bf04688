import type { EndReason, Session } from '../sessions/session.ts'
import type { SessionsTable } from './schema.ts'

export const SESSION_COLUMNS = [
  'id',
  'user_id',
  'client_id',
  'scope',
  'counter',
  'user_epoch',
  'service_epoch',
  'created_at_ms',
  'rotated_at_ms',
  'idle_ends_at_ms',
  'ends_at_ms',
  'ended_at_ms',
  'end_reason',
  'idempotency_hmac',
  'address',
  'device',
] as const satisfies (keyof SessionsTable)[]

export const toSession = (row: SessionsTable): Session => ({
  id: row.id,
  userId: row.user_id,
  clientId: row.client_id,
  scope: row.scope,
  counter: row.counter,
  userEpoch: row.user_epoch,
  serviceEpoch: row.service_epoch,
  createdAtMs: row.created_at_ms,
  rotatedAtMs: row.rotated_at_ms,
  idleEndsAtMs: row.idle_ends_at_ms,
  endsAtMs: row.ends_at_ms,
  endedAtMs: row.ended_at_ms,
  endReason: row.end_reason as EndReason | null,
  idempotencyHmac: row.idempotency_hmac,
  address: row.address,
  device: row.device,
})

export const toSessionRow = (session: Session): SessionsTable => ({
  id: session.id,
  user_id: session.userId,
  client_id: session.clientId,
  scope: session.scope,
  counter: session.counter,
  user_epoch: session.userEpoch,
  service_epoch: session.serviceEpoch,
  created_at_ms: session.createdAtMs,
  rotated_at_ms: session.rotatedAtMs,
  idle_ends_at_ms: session.idleEndsAtMs,
  ends_at_ms: session.endsAtMs,
  ended_at_ms: session.endedAtMs,
  end_reason: session.endReason,
  idempotency_hmac: session.idempotencyHmac,
  address: session.address,
  device: session.device,
})
