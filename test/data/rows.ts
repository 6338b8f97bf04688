import type { User } from '../../src/accounts/user.ts'
import type { Client } from '../../src/clients/client.ts'
import type { AuditEvent } from '../../src/events/event.ts'
import { successorOf } from '../../src/sessions/rotation.ts'
import type { Session } from '../../src/sessions/session.ts'

let last = 0

/** Returns an id that no other test of the file has. */
export const newId = (prefix: string): string => {
  last += 1
  return `${prefix}${last}`
}

export function aUser(changes: Partial<User> = {}): User {
  const id = newId('usr_')
  return {
    id,
    username: `Name of ${id}`,
    usernameKey: `name of ${id}`,
    passwordHash: '$argon2id$first',
    scope: 'data:read data:write',
    epoch: 0,
    createdAtMs: 1_767_225_600_000,
    passwordChangedAtMs: 1_767_225_600_000,
    disabledAtMs: null,
    ...changes,
  }
}

/** A confidential client for users. */
export const aClient = (changes: Partial<Client> = {}): Client => ({
  id: 'shop',
  confidential: true,
  grants: ['password'],
  scope: 'of_user',
  audiences: [],
  identifiers: [],
  authMethods: ['client_secret_basic'],
  jwks: null,
  assertionAudience: 'issuer',
  assertionMaxSeconds: 300,
  epoch: 0,
  createdAtMs: 0,
  disabledAtMs: null,
  ...changes,
})

/** A session that lives from 0 until its idle end at 1000. Its absolute end is at 5000. */
export const aSession = (userId: string, changes: Partial<Session> = {}): Session => ({
  id: newId('session'),
  userId,
  clientId: 'default',
  scope: 'data:read',
  counter: 0,
  userEpoch: 0,
  clientEpoch: 0,
  serviceEpoch: 0,
  createdAtMs: 0,
  rotatedAtMs: 0,
  idleEndsAtMs: 1000,
  endsAtMs: 5000,
  endedAtMs: null,
  endReason: null,
  idempotencyHmac: null,
  address: '192.0.2.1',
  device: null,
  refreshable: true,
  ...changes,
})

/** An audit event for tests that do not check its content. */
export const anEvent = (atMs = 0): AuditEvent => ({ type: 'login', atMs })

/** The session after a rotation without a key. It is idle for a second at most. */
export const successor = (session: Session, nowMs = 500): Session => successorOf(session, { idleSeconds: 1 }, nowMs, null)
