// Who may end a session, and what is written then (REQUIREMENTS R 10, G 3).
import { expect, test } from 'vitest'
import type { Session } from '../../src/sessions/session.ts'
import { createSessionRevocation, LOGGED_OUT } from '../../src/sessions/session-revocation.ts'
import type { SessionStore } from '../../src/sessions/session-store.ts'
import { aSession } from '../data/rows.ts'

const ID = 'ABCDEFGHIJKLMNOPQRSTU_'
const act = { atMs: 500, address: '192.0.2.1' }

/** A store of one session, which is alive until 1000. It notes what was asked and ended. */
function holding(changes: Partial<Session> = {}) {
  const asked: string[] = []
  const ended: unknown[] = []
  const session = aSession('usr_a', { id: ID, clientId: 'shop', ...changes })
  const user = { username: 'alice', scope: '', epoch: 0, disabledAtMs: null }
  const store = {
    findStanding(id) {
      asked.push(id)
      const standing = id === ID ? { session, user, clientEpoch: 0, clientScope: null, serviceEpoch: 0 } : undefined
      return { standing, keysVersion: 1 }
    },
    end: async (...one) => {
      ended.push(one)
      return true
    },
  } as Partial<SessionStore> as SessionStore
  return { asked, ended, store }
}

test('a session is ended with an event that says whose it was (G 3)', async () => {
  const { store, ended } = holding()
  expect(await createSessionRevocation(store)(ID, act)).toBe(true)
  const whose = { userId: 'usr_a', clientId: 'shop', sessionId: ID, ...act }
  expect(ended).toEqual([[ID, 'revoked', { type: 'session_revoked', ...whose }]])
  expect(await createSessionRevocation(store, LOGGED_OUT)(ID, act)).toBe(true)
  expect(ended[1]).toEqual([ID, 'logout', { type: 'logout', ...whose }])
})

test.each<[string, Partial<Session>, string, boolean]>([
  ['it is over', { endedAtMs: 1 }, ID, true],
  ['it has expired', { idleEndsAtMs: 500 }, ID, true],
  ['it does not exist', {}, 'Z'.repeat(22), true],
  ['the caller may not end it', {}, ID, false],
])('nothing is written if %s (R 10)', async (_, changes, id, may) => {
  const { store, ended } = holding(changes)
  expect(await createSessionRevocation(store)(id, act, ({ userId }) => may && userId === 'usr_a')).toBe(false)
  expect(ended).toEqual([])
})

test.each(['', 'A'.repeat(21), 'A'.repeat(23), `${'A'.repeat(21)}!`, `${'A'.repeat(21)}\0`, `!${ID}`, `${ID}!`])(
  'the database is not asked for %j (R 10)',
  async (id) => {
    const { store, asked } = holding()
    expect(await createSessionRevocation(store)(id, act)).toBe(false)
    expect(asked).toEqual([])
  },
)

test('only the owner that the caller names is asked about (R 10)', async () => {
  const { store, asked, ended } = holding()
  expect(await createSessionRevocation(store)(ID, act, ({ clientId }) => clientId === 'shop')).toBe(true)
  expect([asked, ended.length]).toEqual([[ID], 1])
})
