// Lists under /admin come in pages, by an opaque cursor (docs/design/architecture.md#the-admin-api).
import { createHash } from 'node:crypto'
import { describe, expect } from 'vitest'
import { allPages } from '../../support/admin.ts'
import { onEachDatabase } from '../../support/fixtures.ts'

const LISTS = [
  ['/admin/users', 'users'],
  ['/admin/clients', 'clients'],
  ['/admin/sessions', 'sessions'],
  ['/admin/throttle', 'addresses'],
  ['/admin/events', 'events'],
] as const
const MANY = 23

describe.each(onEachDatabase())('on $name', ({ test }) => {
  test.beforeAll(async ({ database, service }) => {
    const keys = Array.from({ length: MANY }, (_, count) => createHash('sha256').update(`${count}`).digest('base64url'))
    const tooMany = { account: null, failures: 50, since_ms: 0, opens_at_ms: 0, expires_at_ms: 0, known_until_ms: null }
    const rows = keys.map((key, count) => ({ key, ...tooMany, address: `192.0.2.${count}` }))
    await (await database.open()).kysely.insertInto('throttle').values(rows).execute()
    // Names that a language would sort in another way than by their bytes.
    const names = ['Zoë', 'zoe', 'ÅNGSTRÖM', 'ångstrom', '😀', 'ﬁle', '~', 'a b', "o'neil", 'ß']
    for (let count = 0; count < MANY - 1; count += 1) await service.addUser(names[count] ?? `user${count}`)
    for (let count = 0; count < MANY; count += 1) await service.addClient(`client-${count}`)
    for (let count = 0; count < MANY - 1; count += 1) await service.logIn(names[count % names.length]!)
  })

  describe.each(LISTS)('%s', (path, member) => {
    test.for<[string, string, string | undefined]>([
      ['limit=0', '/limit', 'must be at least 1'],
      ['limit=101', '/limit', 'must be at most 100'],
      ['limit=-1', '/limit', 'must be at least 1'],
      ['limit=', '/limit', undefined],
      ['limit=ten', '/limit', undefined],
      ['limit=1.5', '/limit', undefined],
      ['limit=1e1', '/limit', undefined],
      ['limit=99999999999999999999', '/limit', undefined],
      ['limit=1&limit=2', '/limit', undefined],
      ['after=', '/after', undefined],
      ['after=%00', '/after', undefined],
      ['after=AA', '/after', undefined],
      ['after=_w', '/after', undefined],
      ['after=a', '/after', undefined],
      ['after=YQ==', '/after', undefined],
      [`after=${'a'.repeat(1001)}`, '/after', undefined],
      ['after=YQ&after=YQ', '/after', undefined],
    ])('%s is refused, and the answer names the parameter', async ([query, pointer, detail], { admin }) => {
      const { status, body } = await admin.get(`${path}?${query}`)
      expect(status).toBe(422)
      expect(body.errors).toEqual([{ pointer, detail: detail ?? expect.any(String) }])
    })
    test.for([1, 2, 7, MANY - 1, MANY, MANY + 1, 100])('pages of %i give each entry once, in one order', async (limit, { admin }) => {
      const pages = await allPages(admin, path, member, limit)
      const ids: string[] = pages.flat().map(({ id }) => id)
      const everything = (await admin.get(`${path}?limit=100`)).body[member].map(({ id }: { id: string }) => id)
      expect(ids).toEqual(everything)
      expect(new Set(ids).size).toBe(ids.length)
      expect(ids.length).toBeGreaterThanOrEqual(MANY)
      // Only the last page may be short, and no page is empty.
      expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true)
      expect(pages.at(-1)?.length).toBeGreaterThan(0)
    })

    test('a page has 20 entries by default', async ({ admin }) => {
      const { body } = await admin.get(path)
      expect(body[member]).toHaveLength(20)
      expect(body.next).toMatch(/^[\w-]+$/)
    })
  })

  test('entries that appear or vanish between pages hide no others', async ({ service, admin }) => {
    const first = (await admin.get('/admin/clients?limit=10')).body
    const gone = first.clients.at(-1).id
    await admin.send('DELETE', `/admin/clients/${gone}`)
    await service.addClient('a-new-one')
    await service.addClient('zz-new-one')
    const rest = (await admin.get(`/admin/clients?limit=100&after=${first.next}`)).body.clients.map(({ id }: { id: string }) => id)
    const before = first.clients.map(({ id }: { id: string }) => id)
    expect(new Set([...before, ...rest]).size).toBe(MANY + 1)
    expect(rest).toContain('zz-new-one')
  })

  test('a cursor of events is a time and a number', async ({ admin }) => {
    for (const key of ['a', '7', '-1', '0 0', '1.5 1', '1 1.5', ' 1', '1 ', `${'1'.repeat(17)} 1`, `1 ${'1'.repeat(16)}`]) {
      const after = Buffer.from(key).toString('base64url')
      expect((await admin.get(`/admin/events?after=${after}`)).status).toBe(422)
    }
  })

  test('sessions can be listed by user; an impossible user id is refused', async ({ admin }) => {
    const [page] = await allPages(admin, '/admin/sessions', 'sessions', 100)
    const { user_id } = page![0]
    const own = await allPages(admin, `/admin/sessions`, 'sessions', 100)
    const ofOne = (await admin.get(`/admin/sessions?limit=100&user_id=${user_id}`)).body.sessions
    expect(ofOne).toEqual(own.flat().filter((session) => session.user_id === user_id))
    const { status, body } = await admin.get('/admin/sessions?user_id=%00')
    expect([status, body.errors[0].pointer]).toEqual([422, '/user_id'])
  })
})
