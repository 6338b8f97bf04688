import { expect } from 'vitest'
import { decodePart } from '../../support/own-tokens.ts'
import { type Answer, basic, PASSWORD, type RunningService, SESSION, type TestTokens } from '../../support/service.ts'
import type { Measure, Story } from './measure.ts'

const DAY_SECONDS = 86_400
const IDLE_SECONDS = 14 * DAY_SECONDS

const seconds = ({ system }: RunningService) => Math.floor(system.nowMs() / 1000)
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })

/** Shows an answer of tokens: its access token says the same, and ends then. */
async function seeTokens({ service, see }: Story, { status, body }: Answer, expected: object): Promise<void> {
  expect(status).toBe(200)
  const { access_token, expires_in } = body as Pick<TestTokens, 'access_token' | 'expires_in'>
  const { iat, exp } = decodePart(access_token.split('.')[1]) as { iat: number; exp: number }
  expect([iat, exp - iat]).toEqual([seconds(service), expires_in])
  see('TokenResponse', body, expected)
}

export const TOKENS: Measure[] = [
  {
    truth: 'expires_in and refresh_expires_in are what is left at the time of the answer',
    members: ['TokenResponse.expires_in', 'TokenResponse.refresh_expires_in'],
    async hold(story) {
      const { service, wait } = story
      const [username, id] = [story.newName(), story.newName()]
      await service.addUser(username)
      const secret = await service.addClient(id)
      const whole = { expires_in: 900, refresh_expires_in: IDLE_SECONDS }
      await seeTokens(story, await service.json('POST', '/login', { username, password: PASSWORD }), whole)
      const login = await service.form('/token', { username, password: PASSWORD })
      await seeTokens(story, login, whole)
      const service_token = await service.form('/token', { grant_type: 'client_credentials' }, basic(id, secret))
      await seeTokens(story, service_token, { expires_in: 900, refresh_expires_in: undefined })

      wait(100)
      const byAccessToken = await service.send('POST', '/token/refresh', bearer((await service.logIn(username)).access_token))
      await seeTokens(story, byAccessToken, { expires_in: 900, refresh_expires_in: undefined })
      let { refresh_token } = login.body
      await seeTokens(story, await service.refresh(refresh_token), whole)
      wait(7)
      const retry = await service.refresh(refresh_token)
      await seeTokens(story, retry, { expires_in: 900, refresh_expires_in: IDLE_SECONDS - 7 })

      // The absolute end is 30 days after the login, 107 seconds ago.
      for (const [days, left] of [
        [13, IDLE_SECONDS],
        [13, 4 * DAY_SECONDS - 107],
      ] as const) {
        refresh_token = retry.body.refresh_token
        wait(days * DAY_SECONDS)
        const refreshed = await service.refresh(refresh_token)
        await seeTokens(story, refreshed, { expires_in: 900, refresh_expires_in: left })
        retry.body.refresh_token = refreshed.body.refresh_token
      }
      wait(4 * DAY_SECONDS - 107 - 400)
      await seeTokens(story, await service.refresh(retry.body.refresh_token), { expires_in: 400, refresh_expires_in: 400 })
    },
  },
  {
    truth: 'in the last second of a session nothing is left of its tokens',
    members: ['TokenResponse.expires_in', 'TokenResponse.refresh_expires_in'],
    alone: true,
    async hold(story) {
      const { service, wait } = story
      const username = story.newName()
      await service.addUser(username)
      service.system.advanceMs(613)
      let { refresh_token } = await service.logIn(username)
      for (const days of [13, 13, 4]) {
        wait(days * DAY_SECONDS)
        if (days === 4) service.system.advanceMs(-300)
        const refreshed = await service.refresh(refresh_token)
        refresh_token = refreshed.body.refresh_token
        const left = days === 4 ? { expires_in: 0, refresh_expires_in: 0 } : { expires_in: 900 }
        await seeTokens(story, refreshed, left)
      }
      story.see('TokenResponse', await service.logIn(username), { refresh_expires_in: IDLE_SECONDS })
    },
  },
  {
    truth: 'the times of an active token are those of its issue and its end, to the second',
    members: ['ActiveAccessToken.iat', 'ActiveAccessToken.exp', 'ActiveRefreshToken.iat', 'ActiveRefreshToken.exp'],
    async hold(story) {
      const { service, wait } = story
      const [username, id] = [story.newName(), story.newName()]
      await service.addUser(username)
      const secret = await service.addClient(id, { grants: ['password', 'refresh_token', 'client_credentials'], scope: ['data:read'] })
      const credentials = basic(id, secret)
      const introspect = async (token: string) => (await service.form('/token/introspect', { token }, credentials)).body
      const grant = { grant_type: 'password', username, password: PASSWORD }
      let tokens = (await service.form('/token', grant, credentials)).body
      for (const pause of [30, 700]) {
        const iat = seconds(service)
        wait(3)
        story.see('ActiveAccessToken', await introspect(tokens.access_token), { iat, exp: iat + 900 })
        story.see('ActiveRefreshToken', await introspect(tokens.refresh_token), { iat, exp: iat + IDLE_SECONDS })
        const own = (await service.form('/token', { grant_type: 'client_credentials' }, credentials)).body.access_token
        story.see('ActiveAccessToken', await introspect(own), { iat: iat + 3, exp: iat + 903 })
        wait(pause)
        tokens = (await service.form('/token', { grant_type: 'refresh_token', refresh_token: tokens.refresh_token }, credentials)).body
      }
      const exp = seconds(service) + IDLE_SECONDS
      wait(899)
      expect(await introspect(tokens.access_token)).toMatchObject({ active: true })
      wait(1)
      expect(await introspect(tokens.access_token)).toEqual({ active: false })
      wait(exp - seconds(service) - 1)
      story.see('ActiveRefreshToken', await introspect(tokens.refresh_token), { exp })
      wait(1)
      expect(await introspect(tokens.refresh_token)).toEqual({ active: false })
    },
  },
  {
    truth: 'the metadata tell the limits of sessions as they are configured, and refreshes keep them',
    members: [
      'AuthorizationServerMetadata.mintmark_session_idle_seconds',
      'AuthorizationServerMetadata.mintmark_session_max_seconds',
      'AuthorizationServerMetadata.mintmark_refresh_grace_seconds',
    ],
    async hold(story) {
      for (const session of [SESSION, { idleSeconds: 600, maxSeconds: 900, refreshGraceSeconds: 3 }]) {
        const { service, see, newName } = await story.elsewhere({ config: { session } })
        const { body } = await service.get('/.well-known/oauth-authorization-server')
        see('AuthorizationServerMetadata', body, {
          mintmark_session_idle_seconds: session.idleSeconds,
          mintmark_session_max_seconds: session.maxSeconds,
          mintmark_refresh_grace_seconds: session.refreshGraceSeconds,
        })
        const username = newName()
        await service.addUser(username)
        const { refresh_token, refresh_expires_in } = await service.logIn(username)
        expect(refresh_expires_in).toBe(session.idleSeconds)
        expect((await service.refresh(refresh_token)).status).toBe(200)
        service.system.advanceSeconds(session.refreshGraceSeconds)
        expect((await service.refresh(refresh_token)).status).toBe(200)
        service.system.advanceMs(1)
        expect((await service.refresh(refresh_token)).body.reason).toBe('refresh_reused')
      }
    },
  },
]
