import { expect } from 'vitest'
import { basic, PASSWORD } from '../../support/service.ts'
import type { Measure, Story } from './measure.ts'

interface Told {
  id: number
  type: string
}

/** Returns the events of a user or a client, the oldest first. */
const told = async ({ ask }: Story, query: string): Promise<Told[]> =>
  (await ask('GET', `/admin/events?limit=100&${query}`)).body.events.reverse()

export const EVENTS: Measure[] = [
  {
    truth: 'an event tells when it happened, and ids grow in that order',
    members: ['Event.at', 'Event.count', 'Event.id'],
    async hold(story) {
      const { service, at, wait, ask } = story
      const username = story.newName()
      const acts: [type: string, act: () => Promise<unknown>][] = [
        ['login', () => service.logIn(username)],
        ['user_changed', () => ask('PATCH', path(), { scope: 'data:read more' })],
        ['user_disabled', () => ask('PATCH', path(), { disabled: true })],
        ['user_enabled', () => ask('PATCH', path(), { disabled: false })],
        ['sessions_revoked', () => ask('DELETE', `${path()}/sessions`)],
        ['one_time_secret_made', () => ask('POST', `${path()}/one-time-secret`, {})],
        ['user_deleted', () => ask('DELETE', path())],
      ]
      const happened = [at()]
      const { user } = (await ask('POST', '/admin/users', { username, password: PASSWORD })).body
      const path = () => `/admin/users/${user.id}`
      for (const [, act] of acts) {
        wait(7)
        happened.push(at())
        await act()
      }
      const events = await told(story, `user_id=${user.id}`)
      expect(events.map(({ type }) => type)).toEqual(['user_created', ...acts.map(([type]) => type)])
      for (const [index, event] of events.entries()) {
        story.see('Event', event, { at: happened[index], count: 1, id: event.id })
        if (index > 0) expect(event.id).toBeGreaterThan(events[index - 1]!.id)
      }
      story.see('Event', { count: await refusedLogins(story, 4) }, { count: 4 })
    },
  },
  {
    truth: 'refusals are counted together, with the time of the first',
    members: ['Event.at', 'Event.count'],
    async hold(story) {
      const { service, at, wait } = story
      const [username, id] = [story.newName(), story.newName()]
      const userId = await service.addUser(username)
      await service.addClient(id)
      await story.ask('POST', `/admin/users/${userId}/one-time-secret`, {})
      const refusals: [query: string, refuse: () => Promise<unknown>][] = [
        [`type=login_refused&user_id=${userId}`, () => service.form('/token', { username, password: 'wrong' })],
        [`type=client_refused&client_id=${id}`, () => service.form('/token', { grant_type: 'client_credentials' }, basic(id, 'wrong'))],
        [
          `type=one_time_secret_refused&user_id=${userId}`,
          () => service.json('POST', '/users/password', { username, one_time_secret: 'mot_wrong', new_password: PASSWORD }),
        ],
      ]
      for (const [query, refuse] of refusals) {
        const expected: object[] = []
        for (const count of [3, 1, 2]) {
          expected.push({ at: at(), count })
          for (let again = 0; again < count; again += 1) {
            await refuse()
            wait(5)
          }
          await service.service.housekeeping.run()
          wait(60)
        }
        const events = await told(story, query)
        expect(events).toHaveLength(expected.length)
        for (const [index, event] of events.entries()) story.see('Event', event, expected[index] ?? {})
      }
    },
  },
  {
    truth: 'since and until take what was at that time, and before it',
    members: ['?since', '?until', 'Event.at'],
    async hold(story) {
      const { service, at, wait } = story
      const username = story.newName()
      const userId = await service.addUser(username)
      const logins: string[] = []
      for (let count = 0; count < 4; count += 1) {
        wait(10)
        logins.push(at())
        await service.logIn(username)
      }
      const of = async (query: string) => told(story, `type=login&user_id=${userId}&${query}`)
      for (const [since, until] of [
        [0, 4],
        [1, 3],
        [2, 2],
        [3, 4],
      ] as const) {
        const from = story.send('', { '?since': logins[since]! })['?since']
        const before = story.send('', { '?until': logins[until] ?? at(1) })['?until']
        const events = await of(`since=${from}&until=${before}`)
        const expected = logins.slice(since, until)
        expect(events).toHaveLength(expected.length)
        for (const [index, event] of events.entries()) story.see('Event', event, { at: expected[index] })
      }
    },
  },
]

async function refusedLogins(story: Story, times: number): Promise<number> {
  const username = story.newName()
  const userId = await story.service.addUser(username)
  for (let count = 0; count < times; count += 1) await story.service.form('/token', { username, password: 'wrong' })
  await story.service.service.housekeeping.run()
  const [event] = (await story.ask('GET', `/admin/events?type=login_refused&user_id=${userId}`)).body.events
  return event.count
}
