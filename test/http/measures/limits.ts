import { expect } from 'vitest'
import { PASSWORD, type RunningService } from '../../support/service.ts'
import type { Measure } from './measure.ts'

/** The limits of the throttle (docs/design/accounts-and-clients.md#lockout). */
const OF_AN_ADDRESS = { tries: 50, windowSeconds: 600 }
const OF_REFUSALS = { tries: 120, windowSeconds: 60 }

const retryAfter = (seconds: number | undefined) => ({ RetryAfter: seconds === undefined ? null : String(seconds) })
const headersOf = ({ headers }: { headers: Headers }) => ({ RetryAfter: headers.get('retry-after') })

/** Each is counted against the address; no account gets ten failures. */
const guess = (service: RunningService, count: number) =>
  service.json('POST', '/login', { username: `nobody${Math.floor(count / 5)}`, password: 'wrong' })

export const LIMITS: Measure[] = [
  {
    truth: 'an address that guesses too often waits as long as Retry-After says, on each path that takes a password',
    members: ['RetryAfter', 'Problem.status'],
    alone: true,
    async hold(story) {
      const { service, wait } = story
      const username = story.newName()
      await service.addUser(username)
      const { access_token } = await service.logIn(username)
      for (let count = 0; count < OF_AN_ADDRESS.tries; count += 1)
        story.see('', headersOf(await guess(service, count)), retryAfter(undefined))
      const change = { current_password: PASSWORD, new_password: 'another of four words' }
      const paths = [
        () => service.form('/token', { username, password: PASSWORD }),
        () => service.json('POST', '/login', { username, password: PASSWORD }),
        () => service.json('PUT', '/me/password', change, access_token),
        () => service.json('POST', '/users', { username: 'another', password: PASSWORD }),
        () => service.json('POST', '/users/password', { username, one_time_secret: 'mot_x', new_password: PASSWORD }),
      ]
      let left = OF_AN_ADDRESS.windowSeconds
      for (const refused of paths) {
        const answer = await refused()
        story.see('', headersOf(answer), retryAfter(left))
        story.see('Problem', answer.body, { status: 429 })
        wait(100)
        left -= 100
      }
      wait(left - 1)
      story.see('', headersOf(await paths[0]!()), retryAfter(1))
      wait(1)
      expect((await paths[0]!()).status).toBe(200)
      story.see('Problem', (await service.json('POST', '/users', { username, password: PASSWORD })).body, { status: 409 })
    },
  },
  {
    truth: 'a client that is refused too often waits as long as Retry-After says',
    members: ['RetryAfter'],
    alone: true,
    async hold(story) {
      const { service, wait } = story
      const refused = [
        () => service.refresh('junk'),
        () => service.form('/token/refresh', { refresh_token: 'junk' }),
        () => service.form('/token/revoke', { token: 'junk' }),
      ]
      for (const refuse of refused) {
        for (let count = 0; count < OF_REFUSALS.tries; count += 1) await refuse()
        story.see('', headersOf(await refuse()), retryAfter(OF_REFUSALS.windowSeconds))
        wait(45)
        story.see('', headersOf(await refuse()), retryAfter(OF_REFUSALS.windowSeconds - 45))
        wait(14)
        story.see('', headersOf(await refuse()), retryAfter(1))
        wait(1)
        story.see('', headersOf(await refuse()), retryAfter(undefined))
        wait(OF_REFUSALS.windowSeconds)
      }
    },
  },
]
