// The filters of the lists under /admin (docs/design/architecture.md#the-admin-api). An unknown parameter is
// refused: if it were ignored, the list would be wider.
import { describe, expect, test } from 'vitest'
import { EVENT_TYPES } from '../../../src/events/event.ts'
import type { Administrator } from '../../support/admin.ts'
import { contract, operations } from '../../support/contract.ts'
import { onEachDatabase } from '../../support/fixtures.ts'

test('the types that can be asked for are all that exist', () => {
  expect([...contract.components.schemas.EventType.enum].sort()).toEqual(Object.keys(EVENT_TYPES).sort())
})

describe.each(onEachDatabase())('on $name', ({ test }) => {
  const ids: Record<string, string> = {}
  /** The time between the two halves of the set-up. */
  let halfMs: number
  test.beforeAll(async ({ service, admin }) => {
    ids.root = admin.id
    await service.addClient('spa', { confidential: false, grants: ['password'], scope: 'of_user', authMethods: ['none'] })
    for (const name of ['alice', 'Zoë']) ids[name] = await service.addUser(name)
    const logIn = (username: string, client_id: string) =>
      service.form('/token', { grant_type: 'password', username, password: 'correct horse battery staple', client_id })
    const round = async () => {
      for (const name of ['alice', 'Zoë', 'alice'])
        for (const client of ['default', 'spa']) expect((await logIn(name, client)).status).toBe(200)
    }
    await round()
    service.system.advanceSeconds(10)
    halfMs = service.system.nowMs()
    await round()
  })

  type Row = Record<string, string> & { id: string }
  const listed = async (admin: Administrator, path: string, member: string, query = ''): Promise<Row[]> => {
    const { status, body } = await admin.get(`${path}?limit=100${query}`)
    expect(status).toBe(200)
    return body[member]
  }
  /** The same rows, in pages of three. */
  const inPages = async (admin: Administrator, path: string, member: string, query: string): Promise<Row[]> => {
    const rows: Row[] = []
    for (let after = ''; ; ) {
      const { body } = await admin.get(`${path}?limit=3${query}${after}`)
      rows.push(...body[member])
      if (body.next === undefined) return rows
      expect(body[member]).toHaveLength(3)
      after = `&after=${body.next}`
    }
  }
  const at = (ms: number) => encodeURIComponent(new Date(ms).toISOString())

  const eventFilters: [string, () => string, (event: Row) => boolean, number][] = [
    ['type', () => '&type=login', ({ type }) => type === 'login', 13],
    ['user_id', () => `&user_id=${ids.alice}`, (event) => event.user_id === ids.alice, 9],
    ['client_id', () => '&client_id=spa', (event) => event.client_id === 'spa', 7],
    ['since, inclusive', () => `&since=${at(halfMs)}`, (event) => Date.parse(event.at!) >= halfMs, 6],
    ['until, exclusive', () => `&until=${at(halfMs)}`, (event) => Date.parse(event.at!) < halfMs, 12],
    [
      'a time of another zone',
      () => `&since=${encodeURIComponent(`${new Date(halfMs + 3_600_000).toISOString().slice(0, -1)}+01:00`)}`,
      (event) => Date.parse(event.at!) >= halfMs,
      6,
    ],
    [
      'all at once',
      () => `&type=login&user_id=${ids.alice}&client_id=spa&since=${at(halfMs)}&until=${at(halfMs + 1)}`,
      (event) => event.user_id === ids.alice && event.client_id === 'spa' && Date.parse(event.at!) === halfMs,
      2,
    ],
    ['nothing that exists', () => `&type=client_deleted`, () => false, 0],
  ]

  test.for<[string, string]>([
    ['/admin/events?type=nothing', '/type'],
    ['/admin/events?type=login&type=logout', '/type'],
    ['/admin/events?user_id=alice', '/user_id'],
    ['/admin/events?client_id=%00', '/client_id'],
    ['/admin/events?since=yesterday', '/since'],
    ['/admin/events?until=2026-02-30T00:00:00Z', '/until'],
    ['/admin/events?until=2026-01-01T00:00:00', '/until'],
    ['/admin/sessions?client_id=%E2%82%AC', '/client_id'],
    ['/admin/sessions?client_id=', '/client_id'],
    [`/admin/users?username=${'a'.repeat(1001)}`, '/username'],
    [`/admin/users?username_prefix=${'a'.repeat(1001)}`, '/username_prefix'],
  ])('the value of a filter is refused: %s', async ([path, pointer], { admin }) => {
    const { status, body } = await admin.get(path)
    expect([status, body.errors]).toEqual([422, [{ pointer, detail: expect.any(String) }]])
  })

  test.for(eventFilters)('events by %s: exactly these, page by page', async ([_, query, fits, least], { admin }) => {
    const expected = (await listed(admin, '/admin/events', 'events')).filter(fits)
    expect(expected.length).toBeGreaterThanOrEqual(least)
    expect(await listed(admin, '/admin/events', 'events', query())).toEqual(expected)
    expect(await inPages(admin, '/admin/events', 'events', query())).toEqual(expected)
  })

  test.for<[string, () => string, (session: Row) => boolean, number]>([
    ['client_id', () => '&client_id=spa', (session) => session.client_id === 'spa', 6],
    ['user_id', () => `&user_id=${ids.alice}`, (session) => session.user_id === ids.alice, 8],
    ['both', () => `&user_id=${ids.alice}&client_id=spa`, (one) => one.user_id === ids.alice && one.client_id === 'spa', 4],
    ['an unknown client', () => '&client_id=nobody', () => false, 0],
  ])('sessions by %s: exactly these, page by page', async ([_, query, fits, count], { admin }) => {
    const expected = (await listed(admin, '/admin/sessions', 'sessions')).filter(fits)
    expect(expected).toHaveLength(count)
    expect(await listed(admin, '/admin/sessions', 'sessions', query())).toEqual(expected)
    expect(await inPages(admin, '/admin/sessions', 'sessions', query())).toEqual(expected)
  })

  test.for<[string, string, string[]]>([
    ['its name', 'alice', ['alice']],
    ['another spelling that logs in', 'ＡＬＩＣＥ', ['alice']],
    ['its letters in capitals', 'ZOË', ['Zoë']],
    ['the beginning of a name', 'ali', []],
    ['nothing', '', []],
    ['text that no database accepts', '\0', []],
    ['text that cannot be a name', 'a'.repeat(255), []],
  ])('users by username: %s', async ([_, username, names], { admin }) => {
    const users = await listed(admin, '/admin/users', 'users', `&username=${encodeURIComponent(username)}`)
    expect(users.map((user) => user.username)).toEqual(names)
  })

  test.for<[string, string, string[]]>([
    ['the beginning of a name', 'ali', ['alice']],
    ['another spelling of it', 'ＡＬＩ', ['alice']],
    ['white space before it', ' ali', ['alice']],
    ['capitals outside ASCII', 'ZOË', ['Zoë']],
    ['white space after it', 'ali ', []],
    ['a wildcard of SQL', 'a%', []],
    ['the middle of a name', 'lice', []],
    ['text that no database accepts', 'ali\0', []],
    ['text that begins no name', 'a'.repeat(255), []],
    ['the longest text', 'a'.repeat(1000), []],
  ])('users by the beginning of the name: %s', async ([_, prefix, names], { admin }) => {
    const query = `&username_prefix=${encodeURIComponent(prefix)}`
    expect((await listed(admin, '/admin/users', 'users', query)).map((user) => user.username)).toEqual(names)
  })

  test('the empty beginning finds every user, page by page', async ({ admin }) => {
    const everybody = await listed(admin, '/admin/users', 'users')
    expect(everybody.length).toBeGreaterThan(2)
    expect(await inPages(admin, '/admin/users', 'users', '&username_prefix=')).toEqual(everybody)
  })

  test.for(operations.filter(({ path }) => path.startsWith('/admin/')))(
    '$method $path refuses an unknown parameter and does nothing',
    async ({ method, path }, { admin }) => {
      const before = (await listed(admin, '/admin/events', 'events')).length
      const target = path
        .replace('{user_id}', ids.alice!)
        .replace('{client_id}', 'spa')
        .replaceAll(/\{[^}]+\}/g, 'x')
      const { status, body } = await admin.send(method, `${target}?user%2Fname=alice&limits=1&=1`)
      expect([status, body.errors]).toEqual([
        422,
        [
          { pointer: '/user~1name', detail: 'is no parameter of this operation' },
          { pointer: '/limits', detail: 'is no parameter of this operation' },
          // The name is empty.
          { pointer: '/', detail: 'is no parameter of this operation' },
        ],
      ])
      expect((await listed(admin, '/admin/events', 'events')).length).toBe(before)
    },
  )

  test('permission is checked before parameters; other operations ignore unknown ones', async ({ service, admin }) => {
    expect((await service.get('/admin/events?nothing=1')).status).toBe(401)
    expect((await service.get('/admin/events?nothing=1', (await service.logIn('alice')).access_token)).status).toBe(403)
    expect((await service.get('/protected?utm_source=x', admin.token)).status).toBe(200)
  })
})
