import { expect } from 'vitest'
import { PASSWORD } from '../../support/service.ts'
import { lockAddress } from './locks.ts'
import type { Measure, Story } from './measure.ts'

/** The administrator's own logins add sessions and events, which these filters leave out. */
const CLIENT = 'of-these-sessions'
const PUBLIC = { confidential: false, authMethods: ['none'], grants: ['password'], scope: 'of_user' } as const

type Add = (story: Story, name: string) => Promise<unknown>

const LISTS: [path: string, member: string, schema: string, add: Add][] = [
  ['/admin/users?', 'users', 'UserList', ({ service }, name) => service.addUser(name)],
  ['/admin/clients?', 'clients', 'ClientList', ({ service }, name) => service.addClient(name)],
  [`/admin/sessions?client_id=${CLIENT}&`, 'sessions', 'AdminSessionList', openSession],
  ['/admin/throttle?', 'addresses', 'ThrottleList', lockAddress],
  ['/admin/events?type=user_created&', 'events', 'EventList', ({ service }, name) => service.addUser(name)],
]

async function openSession({ service }: Story, username: string): Promise<void> {
  if ((await service.service.clients.find(CLIENT)) === undefined) await service.addClient(CLIENT, PUBLIC)
  await service.addUser(username)
  await service.form('/token', { grant_type: 'password', client_id: CLIENT, username, password: PASSWORD })
}

export const PAGES: Measure[] = [
  {
    truth: 'a page has limit entries and a next only if there are more, and after goes on where it ended',
    members: ['?limit', '?after', ...LISTS.map(([, , schema]) => `${schema}.next`)],
    alone: true,
    async hold(story) {
      for (const [path, member, schema, add] of LISTS) {
        for (let count = 0; count < 5; count += 1) await add(story, story.newName())
        const page = async (limit: number, after?: string) => {
          story.send('', { '?limit': limit, ...(after === undefined ? {} : { '?after': after }) })
          const { body } = await story.ask('GET', `${path}limit=${limit}${after === undefined ? '' : `&after=${after}`}`)
          return { ids: body[member].map(({ id }: { id: string | number }) => id), body }
        }
        // The administrator makes an account at the first request.
        await page(1)
        const all = await page(100)
        story.see(schema, all.body, { next: undefined })
        expect(all.ids.length).toBeGreaterThanOrEqual(5)
        const half = Math.floor(all.ids.length / 2)
        const first = await page(half)
        expect(first.ids).toEqual(all.ids.slice(0, half))
        expect(first.body.next).toEqual(expect.any(String))
        story.see(schema, first.body, { next: first.body.next })
        // The rest fills its page exactly, so nothing follows.
        const rest = all.ids.length - half
        const second = await page(rest, first.body.next)
        expect(second.ids).toEqual(all.ids.slice(half))
        story.see(schema, second.body, { next: undefined })
        const short = await page(rest - 1, first.body.next)
        expect(short.ids).toEqual(all.ids.slice(half, -1))
        expect((await page(1, short.body.next)).ids).toEqual(all.ids.slice(-1))
      }
    },
  },
]
