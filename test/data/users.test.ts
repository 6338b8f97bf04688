import { beforeAll, describe, expect, test } from 'vitest'
import type { UserStore } from '../../src/accounts/user-store.ts'
import type { Database } from '../../src/data/database.ts'
import { createSessionStore } from '../../src/data/sessions.ts'
import { createUserStore } from '../../src/data/users.ts'
import type { SessionStore } from '../../src/sessions/session-store.ts'
import { databases } from '../support/databases.ts'
import { anEvent, aSession, aUser } from './rows.ts'

describe.each(databases)('users on $name', ({ fresh }) => {
  let database: Database
  let users: UserStore
  let sessions: SessionStore
  beforeAll(async () => {
    database = await (await fresh()).open()
    users = createUserStore(database)
    sessions = createSessionStore(database)
  })

  async function create(changes: Parameters<typeof aUser>[0] = {}) {
    const user = aUser(changes)
    expect(await users.create(user, { atMs: 1 })).toBe(true)
    return user
  }

  test('a user is read as written, by id and by username key', async () => {
    const user = await create({ username: 'Zoë 🦊', epoch: 3, disabledAtMs: 7 })
    expect(await users.findById(user.id)).toEqual(user)
    expect(await users.findByUsernameKey(user.usernameKey)).toEqual(user)
    expect(await users.findById('usr_nobody')).toBeUndefined()
    expect(await users.findByUsernameKey('nobody')).toBeUndefined()
  })

  test('a taken username is refused and changes nothing', async () => {
    const first = await create()
    expect(await users.create(aUser({ usernameKey: first.usernameKey, passwordHash: 'other' }), { atMs: 1 })).toBe(false)
    expect(await users.findByUsernameKey(first.usernameKey)).toEqual(first)
  })

  test('of 20 sign-ups with one name at once, one succeeds', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => users.create(aUser({ usernameKey: 'wanted by many' }), { atMs: 1 })))
    expect(made.filter(Boolean)).toHaveLength(1)
  })

  test('the list is in byte order on both databases, page by page', async () => {
    const keys = ['list b', 'list B', 'list ä', 'list a', 'list_a', 'list-a', 'list 🦊', 'list z', 'list Z', 'list \uffee']
    for (const usernameKey of keys) await create({ usernameKey })
    const seen: string[] = []
    for (let after = 'list'; ; ) {
      const page = (await users.list({ afterUsernameKey: after, limit: 3 })).map(({ usernameKey }) => usernameKey)
      seen.push(...page.filter((key) => key.startsWith('list')))
      if (page.length < 3) break
      after = page.at(-1)!
    }
    expect(seen).toEqual(keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
    expect(await users.list({ limit: 2 })).toHaveLength(2)
  })

  test.for<[string, string, string[]]>([
    ['letters', 'p~al', ['p~al', 'p~al%', 'p~alice', 'p~al\u{10ffff}x', 'p~al\u{10ffff}']],
    ['wildcards of LIKE, as letters', 'p~al%', ['p~al%']],
    ['an underscore, as a letter', 'p~a_', ['p~a_b']],
    ['a character outside the basic plane', 'p~🦊', ['p~🦊fox']],
    ['the last one before surrogates', 'p~\ud7ff', ['p~\ud7ffx']],
    ['the last code point', 'p~al\u{10ffff}', ['p~al\u{10ffff}', 'p~al\u{10ffff}x']],
  ])('a search by prefix: %s', async ([_, usernameKeyPrefix, expected]) => {
    const keys = [
      'p~al',
      'p~al%',
      'p~alice',
      'p~al\u{10ffff}',
      'p~al\u{10ffff}x',
      'p~am',
      'p~a_b',
      'p~axb',
      'p~🦊fox',
      'p~🦋',
      'p~\ud7ffx',
      'p~\ue000',
    ]
    for (const usernameKey of keys) await users.create(aUser({ usernameKey }), { atMs: 1 })
    const found: string[] = []
    for (let afterUsernameKey = ''; ; afterUsernameKey = found.at(-1)!) {
      const page = await users.list({ usernameKeyPrefix, afterUsernameKey, limit: 2 })
      found.push(...page.map(({ usernameKey }) => usernameKey))
      if (page.length < 2) break
    }
    expect(found.toSorted()).toEqual(expected.toSorted())
    expect(await users.list({ usernameKeyPrefix, afterUsernameKey: 'q', limit: 2 })).toEqual([])
    expect(await users.list({ usernameKeyPrefix, afterUsernameKey: 'o', limit: 9 })).toHaveLength(expected.length)
  })

  test('a rehash is a compare-and-swap, and of 20 one wins (P 8)', async () => {
    const { id, passwordHash } = await create()
    expect(await users.replaceHash(id, 'another', 'to')).toBe(false)
    const swaps = await Promise.all(Array.from({ length: 20 }, (_, i) => users.replaceHash(id, passwordHash, `to ${i}`)))
    expect(swaps.filter(Boolean)).toHaveLength(1)
    const after = await users.findById(id)
    expect(after!.passwordHash).toBe(`to ${swaps.indexOf(true)}`)
    expect(after!.epoch).toBe(0)
  })

  test('a password change ends every session except the kept one (P 11)', async () => {
    const { id, passwordHash } = await create()
    const [kept, other, ended] = [aSession(id), aSession(id), aSession(id, { endedAtMs: 1, endReason: 'logout' })]
    for (const session of [kept, other, ended]) await sessions.open(session, { event: anEvent() })
    expect(await users.changePassword({ id, from: passwordHash, to: 'new', act: { atMs: 9 }, keepSessionId: kept.id })).toBe(true)
    expect(await users.findById(id)).toMatchObject({ passwordHash: 'new', epoch: 1, passwordChangedAtMs: 9 })
    expect((await sessions.listAlive(id, 10, 10)).map((session) => session.id)).toEqual([kept.id])
    expect((await sessions.findStanding(ended.id)).standing!.session.userEpoch).toBe(0)
  })

  test('a password change keeps no foreign session and no dead one (P 11)', async () => {
    const [one, two] = [await create({ epoch: 4 }), await create({ epoch: 4 })]
    const foreign = aSession(one.id, { userEpoch: 4 })
    const stale = aSession(two.id, { userEpoch: 3 })
    for (const session of [foreign, stale]) await sessions.open(session, { event: anEvent() })
    expect(await users.changePassword({ id: two.id, from: two.passwordHash, to: 'b', act: { atMs: 9 }, keepSessionId: foreign.id })).toBe(
      true,
    )
    expect(await users.changePassword({ id: two.id, from: 'b', to: 'c', act: { atMs: 9 }, keepSessionId: stale.id })).toBe(true)
    expect((await sessions.findStanding(foreign.id)).standing!.session.userEpoch).toBe(4)
    expect(await sessions.listAlive(two.id, 10, 10)).toEqual([])
  })

  test('a password change from an outdated hash writes nothing', async () => {
    const user = await create()
    const session = aSession(user.id)
    await sessions.open(session, { event: anEvent() })
    const change = { id: user.id, from: 'another', to: 'new', act: { atMs: 9 }, keepSessionId: session.id }
    expect(await users.changePassword(change)).toBe(false)
    expect(await users.findById(user.id)).toEqual(user)
    expect((await sessions.findStanding(session.id)).standing!.session).toEqual(session)
  })

  test('of 20 password changes at once, one wins', async () => {
    const { id, passwordHash } = await create()
    const changes = Array.from({ length: 20 }, (_, i) => users.changePassword({ id, from: passwordHash, to: `to ${i}`, act: { atMs: i } }))
    expect((await Promise.all(changes)).filter(Boolean)).toHaveLength(1)
    expect((await users.findById(id))!.epoch).toBe(1)
  })

  test('disabling and deleting end sessions, and enabling restores none (R 10)', async () => {
    const { id } = await create()
    const session = aSession(id)
    await sessions.open(session, { event: anEvent() })
    expect(await users.change(id, { disabledAtMs: 5 }, { atMs: 5 })).toBe(true)
    expect(await users.findById(id)).toMatchObject({ disabledAtMs: 5, epoch: 1 })
    expect(await users.change(id, { disabledAtMs: null }, { atMs: 6 })).toBe(true)
    expect(await users.findById(id)).toMatchObject({ disabledAtMs: null, epoch: 1 })
    expect(await sessions.listAlive(id, 10, 10)).toEqual([])
    expect(await users.delete(id, { atMs: 6 })).toBe(true)
    expect((await sessions.findStanding(session.id)).standing!.user).toBeUndefined()
    for (const gone of [
      users.delete(id, { atMs: 6 }),
      users.change(id, { disabledAtMs: 5 }, { atMs: 5 }),
      users.change(id, { disabledAtMs: null }, { atMs: 6 }),
    ])
      expect(await gone).toBe(false)
  })
})
