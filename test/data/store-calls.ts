/**
 * A call of every method of every store, in an order in which each has something to do.
 *
 * @module
 */

import type { ReadClient } from '../../src/clients/client-store.ts'
import type { Database } from '../../src/data/database.ts'
import { createInspection } from '../../src/data/inspection.ts'
import { createLockStore } from '../../src/data/locks.ts'
import { createRestorationStore } from '../../src/data/restoration.ts'
import { createThrottleStore } from '../../src/data/throttle.ts'
import { createLimitStore } from '../../src/data/throttle-limits.ts'
import { createUserImportStore } from '../../src/data/user-import.ts'
import { FIRST_POSITION } from '../../src/events/event-feed.ts'
import type { SigningKey } from '../../src/keys/signing-key.ts'
import { throttleRules } from '../../src/throttle/lockout.ts'
import type { Settlement } from '../../src/throttle/throttle-store.ts'
import { createStores } from '../support/stores.ts'
import { DEFAULT_LIMITS } from '../support/throttle-limits.ts'
import { aClient, anEvent, aSession, aUser, successor } from './rows.ts'

export const everyStore = (database: Database) => ({
  ...createStores(database),
  imports: createUserImportStore(database),
  inspection: createInspection(database),
  limits: createLimitStore(database),
  locks: createLockStore(database),
  restoration: createRestorationStore(database),
  throttle: createThrottleStore(database, throttleRules),
})

/** Store and method. Words after a space tell calls of one method apart. */
export type StoreCall = [name: string, call: () => unknown]

const NOW_MS = 500
const act = { atMs: NOW_MS, actor: 'command' }
const LATER_MS = 5000
const limits = DEFAULT_LIMITS
const strangers = { key: 'strangers', account: 'account' }
const address = { key: 'address', account: undefined, address: '192.0.2.1' }
const settlement: Settlement = {
  strangers,
  known: { key: 'known', account: 'account' },
  address,
  nowMs: NOW_MS,
  knownUntilMs: LATER_MS,
}

const aKey = (kid: string): SigningKey => ({
  kid,
  alg: 'ES256',
  publicJwk: '{}',
  sealedPrivateJwk: 'sealed',
  publishedAtMs: 0,
  signsFromMs: null,
})

const aSecret = (id: string) => ({ id, hmac: `key.${id}`, createdAtMs: 0, expiresAtMs: null })

export function storeCalls(stores: ReturnType<typeof everyStore>): StoreCall[] {
  const {
    clients,
    events,
    evictions,
    feed,
    imports,
    inspection,
    keys,
    locks,
    oneTimeSecrets,
    receivers,
    record,
    restoration,
    revokedTokens,
    sessions,
    state,
    throttle,
    users,
  } = stores
  const [user, deleted] = [aUser(), aUser()]
  const [session, ended] = [aSession(user.id), aSession(user.id)]
  const client = aClient()
  let read: ReadClient | undefined
  const { passwordHash: first } = user
  return [
    ['users.create', () => users.create(user, act)],
    ['users.create with a one-time secret', () => users.create(deleted, act, { hmac: 'hmac', expiresAtMs: LATER_MS })],
    ['users.findById', () => users.findById(user.id)],
    ['users.findByUsernameKey', () => users.findByUsernameKey(user.usernameKey)],
    ['users.list', () => users.list({ limit: 2 })],
    ['users.list by prefix', () => users.list({ usernameKeyPrefix: 'al', limit: 2 })],
    ['users.list by prefix, a later page', () => users.list({ usernameKeyPrefix: 'al', afterUsernameKey: 'alice', limit: 2 })],
    ['users.list of one name', () => users.list({ usernameKey: user.usernameKey, limit: 1 })],
    ['users.replaceHash', () => users.replaceHash(user.id, first, 'second')],
    ['users.change of the scope', () => users.change(user.id, { scope: 'data:read' }, act)],
    ['users.change that disables', () => users.change(deleted.id, { disabledAtMs: NOW_MS }, act)],
    ['users.endSessions', () => users.endSessions(deleted.id, act)],
    ['users.delete', () => users.delete(deleted.id, act)],

    ['throttle.read', () => throttle.read([address.key, strangers.key])],
    ['throttle.count', () => throttle.count([strangers, address], limits, NOW_MS)],
    ['locks.read', () => locks.read([address.key])],
    ['locks.listKnown', () => locks.listKnown('account', NOW_MS, 2)],
    ['locks.unlockAccount', () => locks.unlockAccount('account', anEvent())],
    ['locks.listAddresses', () => locks.listAddresses({ limit: 2 })],
    ['locks.findAddress', () => locks.findAddress('192.0.2.1')],
    ['locks.countShutNames', () => locks.countShutNames(throttleRules(limits), NOW_MS)],
    ['throttle.giveBack', () => throttle.giveBack([strangers, address])],
    ['throttle.forgetFailures', () => throttle.forgetFailures()],
    ['throttle.count for an address alone, which shuts it', () => throttle.count([address], { ...limits, addressFailures: 1 }, NOW_MS)],
    ['locks.unlockAddress', () => locks.unlockAddress('192.0.2.1', anEvent())],
    ['throttle.sweep', () => throttle.sweep(0, 200)],

    ['sessions.open', () => sessions.open(session, { event: anEvent() })],
    ['sessions.open after a password was hashed', () => sessions.open(ended, { event: anEvent(), settlement })],
    ['sessions.findStanding', () => sessions.findStanding(session.id)],
    ['sessions.findStanding when nothing was written since', () => sessions.findStanding(session.id)],
    ['sessions.rotate', () => sessions.rotate(successor(session, NOW_MS))],
    ['sessions.listAlive', () => sessions.listAlive(user.id, NOW_MS, 2)],
    ['sessions.list', () => sessions.list({ nowMs: NOW_MS, limit: 2 })],
    ['sessions.list of a user and a client', () => sessions.list({ userId: user.id, clientId: 'shop', nowMs: NOW_MS, limit: 2 })],
    ['sessions.end', () => sessions.end(ended.id, 'logout', anEvent())],
    ['sessions.sweep', () => sessions.sweep(0, 200)],
    ['inspection.findUntrimmed', () => inspection.findUntrimmed(2)],
    ['evictions.countByUser', () => evictions.countByUser('', 2)],
    ['evictions.listUses', () => evictions.listUses(user.id, { afterId: '', nowMs: NOW_MS, limit: 2 })],
    ['evictions.evict', () => evictions.evict([{ id: session.id, rotatedAtMs: NOW_MS }], act)],

    [
      'users.changePassword by its owner',
      () => users.changePassword({ id: user.id, from: 'second', to: 'third', keepSessionId: session.id, settlement, act }),
    ],
    ['users.changePassword by an operator', () => users.changePassword({ id: user.id, from: 'third', to: 'fourth', act })],
    ['oneTimeSecrets.issue', () => oneTimeSecrets.issue({ userId: user.id, hmac: 'hmac', expiresAtMs: LATER_MS, hash: 'fifth', act })],
    ['oneTimeSecrets.find', () => oneTimeSecrets.find(user.usernameKey)],
    ['oneTimeSecrets.use', () => oneTimeSecrets.use({ userId: user.id, hmac: 'hmac', hash: 'sixth', throttled: 'account', act })],
    ['imports.taken', () => imports.taken([user.usernameKey])],
    ['imports.createMany', () => imports.createMany([aUser()], act)],

    ['clients.create', () => clients.create(client, aSecret('first'), act)],
    [
      'clients.find',
      async () => {
        read = await clients.find(client.id)
      },
    ],
    ['clients.list', () => clients.list({ limit: 2 })],
    ['clients.change', () => clients.change(read!, { scope: ['data:read'], disabledAtMs: NOW_MS }, act)],
    ['clients.rotateSecret', () => clients.rotateSecret(client.id, aSecret('second'), LATER_MS, act)],
    ['clients.rotateSecret at once', () => clients.rotateSecret(client.id, aSecret('third'), null, act)],
    ['clients.rekeySecret', () => clients.rekeySecret('third', 'key.third', 'other.third')],
    ['clients.listKeyedOtherwise', () => clients.listKeyedOtherwise('key.', NOW_MS)],
    ['clients.rememberAssertion', () => clients.rememberAssertion({ clientId: client.id, jti: 'jti', expiresAtMs: LATER_MS })],
    ['clients.sweepAssertions', () => clients.sweepAssertions(0, 200)],
    ['clients.delete', () => clients.delete(client.id, act)],
    ['revokedTokens.findServiceTokenLife', () => revokedTokens.findServiceTokenLife({ clientId: client.id, jti: 'jti' })],
    ['revokedTokens.revoke', () => revokedTokens.revoke({ jti: 'jti', expiresAtMs: LATER_MS }, anEvent())],
    ['revokedTokens.sweepRevoked', () => revokedTokens.sweepRevoked(0, 200)],

    ['events.record', () => events.record([anEvent()])],
    ['events.list', () => events.list({ limit: 2 })],
    [
      'events.list of some, further on',
      () => {
        const filter = { type: 'login', userId: user.id, clientId: client.id, sinceMs: 0, untilMs: LATER_MS } as const
        return events.list({ ...filter, before: { atMs: NOW_MS, id: 1 }, limit: 2 })
      },
    ],
    ['events.sweep', () => events.sweep(0, 200)],
    ['feed.settle', () => feed.settle()],
    ['feed.end', () => feed.end()],
    ['feed.listAfter', () => feed.listAfter(FIRST_POSITION, 2)],
    ['receivers.adopt', () => receivers.adopt('webhook', 'target')],
    ['receivers.take', () => receivers.take('webhook', 'target', { holder: 'holder', untilMs: LATER_MS }, NOW_MS)],
    ['receivers.save', () => receivers.save('webhook', 'holder', { position: FIRST_POSITION, refusedSinceMs: NOW_MS })],
    ['receivers.release', () => receivers.release('webhook', 'holder')],
    [
      'keys.change',
      () => {
        const appoint = [{ kid: 'a', signsFromMs: 0 }]
        const reseal = [{ kid: 'a', sealedPrivateJwk: 'sealed again' }]
        return keys.change(0, { insert: [aKey('a')], appoint, reseal, delete: ['b'] }, { ...act, detail: { verb: 'rotated' } })
      },
    ],
    ['keys.load', () => keys.load()],
    ['keys.readVersion', () => keys.readVersion()],
    ['keys.readVersion when nothing was written since', () => keys.readVersion()],
    [
      'restoration.restore',
      () => restoration.restore({ fromKeysVersion: 1, step: 7, keys: [aKey('c')], event: { type: 'service_restored', ...act } }),
    ],
    ['limits.read', () => stores.limits.read()],
    ['limits.keep', () => stores.limits.keep(limits)],
    ['record.read', () => record.read()],
    ['record.keepIssuer', () => record.keepIssuer('https://auth.example.com')],
    ['record.markDev', () => record.markDev(NOW_MS)],
    ['state.read', () => state.read()],
    ['state.expectWritable', () => state.expectWritable()],
  ]
}
