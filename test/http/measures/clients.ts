import { expect } from 'vitest'
import { basic, SECRET } from '../../support/service.ts'
import type { Measure, Story } from './measure.ts'

const FOR_ITSELF = { grant_type: 'client_credentials' }

const clientOf = async ({ ask }: Story, id: string) => (await ask('GET', `/admin/clients/${id}`)).body
const listed = async ({ ask }: Story, id: string) => (await ask('GET', '/admin/clients?limit=100')).body.clients.find(isCalled(id))
const isCalled = (id: string) => (client: { id: string }) => client.id === id
const create = async ({ ask }: Story, body: object) => (await ask('POST', '/admin/clients', body)).body

export const CLIENTS: Measure[] = [
  {
    truth: 'a client is disabled from the change that disables it until the one that enables it',
    members: ['Client.disabled', 'ClientChange.disabled', 'Client.created_at'],
    async hold(story) {
      for (const id of [story.newName(), story.newName()]) {
        story.wait(1)
        const created_at = story.at()
        const { client, secret } = await create(story, { id })
        story.see('Client', client, { disabled: false, created_at })
        for (const disabled of [true, true, false]) {
          story.wait(1)
          const change = story.send('ClientChange', { disabled })
          story.see('Client', (await story.ask('PATCH', `/admin/clients/${id}`, change)).body, { disabled, created_at })
          for (const shown of [await clientOf(story, id), await listed(story, id)]) story.see('Client', shown, { disabled, created_at })
          expect((await story.service.form('/token', FOR_ITSELF, basic(id, secret))).status).toBe(disabled ? 401 : 200)
        }
      }
    },
  },
  {
    truth: 'a confidential client has a secret, another has none',
    members: ['Client.confidential', 'NewClient.confidential'],
    async hold(story) {
      for (const members of [{ confidential: true }, { confidential: false }, {}]) {
        const id = story.newName()
        const { client, secret } = await create(story, { id, ...story.send('NewClient', members) })
        const { confidential = true } = members
        for (const shown of [client, await clientOf(story, id), await listed(story, id)]) story.see('Client', shown, { confidential })
        expect([secret !== undefined, client.grants.includes('client_credentials')]).toEqual([confidential, confidential])
      }
    },
  },
  {
    truth: 'the longest life of an assertion is what was set, and absent if that is the default',
    members: ['Client.assertion_max_seconds', 'NewClient.assertion_max_seconds', 'ClientChange.assertion_max_seconds'],
    async hold(story) {
      for (const assertion_max_seconds of [60, 300, 3600]) {
        const id = story.newName()
        const { client } = await create(story, { id, ...story.send('NewClient', { assertion_max_seconds }) })
        const shown = (set: number) => ({ assertion_max_seconds: set === 300 ? undefined : set })
        story.see('Client', client, shown(assertion_max_seconds))
        for (const set of [3600, 300, 60]) {
          await story.ask('PATCH', `/admin/clients/${id}`, story.send('ClientChange', { assertion_max_seconds: set }))
          for (const answer of [await clientOf(story, id), await listed(story, id)]) story.see('Client', answer, shown(set))
        }
      }
    },
  },
  {
    truth: 'a rotated secret works until the time that the answer tells, and the one before it no more',
    members: [
      'RotatedSecret.previous_expires_at',
      'RotatedSecret.displaced_expires_at',
      'SecretRotation.expire_previous_seconds',
      'ClientSecretTimes.created_at',
      'ClientSecretTimes.expires_at',
    ],
    async hold(story) {
      const id = story.newName()
      const works = async (secret: string) => (await story.service.form('/token', FOR_ITSELF, basic(id, secret))).status === 200
      const { secret: first, client } = await create(story, { id })
      story.see('ClientSecretTimes', client.secrets[0], { created_at: story.at(), expires_at: undefined })
      const rotate = async (body: object, previous_expires_at: string, displaced_expires_at?: string) => {
        const rotated = (await story.ask('POST', `/admin/clients/${id}/secret`, body)).body
        story.see('RotatedSecret', rotated, { previous_expires_at, displaced_expires_at })
        return rotated.secret
      }
      const seeSecrets = async (...expected: object[]) => {
        const { secrets } = await clientOf(story, id)
        expect(secrets).toHaveLength(expected.length)
        for (const [at, secret] of secrets.entries()) story.see('ClientSecretTimes', secret, expected[at] ?? {})
      }
      const made = [story.at()]
      story.wait(10)
      made.push(story.at())
      const firstEnds = story.at(86_400)
      const second = await rotate({}, firstEnds)
      await seeSecrets({ created_at: made[1], expires_at: undefined }, { created_at: made[0], expires_at: firstEnds })
      story.wait(20)
      made.push(story.at())
      const secondEnds = story.at(600)
      const third = await rotate(story.send('SecretRotation', { expire_previous_seconds: 600 }), secondEnds, firstEnds)
      await seeSecrets({ created_at: made[2], expires_at: undefined }, { created_at: made[1], expires_at: secondEnds })
      expect([await works(first), await works(second), await works(third)]).toEqual([false, true, true])
      story.wait(599)
      expect(await works(second)).toBe(true)
      story.wait(1)
      expect([await works(second), await works(third)]).toEqual([false, true])
      // Its time is over, so nothing is displaced. The third ends now.
      made.push(story.at())
      const fourth = await rotate(story.send('SecretRotation', { expire_previous_seconds: 0 }), story.at())
      await seeSecrets({ created_at: made[3], expires_at: undefined })
      expect([await works(third), await works(fourth)]).toEqual([false, true])
    },
  },
  {
    truth: 'a secret is under the previous service secret until its first use or its end',
    members: ['ClientSecretTimes.under_previous_secret'],
    async hold(story) {
      const before = await story.elsewhere({})
      const id = before.newName()
      const { secret } = await create(before, { id })
      const seen = async (at: Story, under_previous_secret?: boolean) => {
        const { secrets } = await clientOf(at, id)
        story.see('ClientSecretTimes', secrets[0], { under_previous_secret })
      }
      await seen(before)
      const moved = { current: Buffer.alloc(32, 8), previous: SECRET.current }
      const after = await before.elsewhere({ secret: moved, sameDatabase: true })
      await seen(after, true)
      await after.service.form('/token', FOR_ITSELF, basic(id, 'wrong'))
      await seen(after, true)
      expect((await after.service.form('/token', FOR_ITSELF, basic(id, secret))).status).toBe(200)
      await seen(after)
    },
  },
]
