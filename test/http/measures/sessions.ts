import { expect } from 'vitest'
import { decodePart } from '../../support/own-tokens.ts'
import type { Measure, Story } from './measure.ts'

const IDLE_SECONDS = 14 * 86_400
const MAX_SECONDS = 30 * 86_400

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } })
const sessionOf = (token: string): string => String(decodePart(token.split('.')[1]).sid)

/** Shows a session to its owner, by a token of it, and to the administration. */
async function seeSession({ service, ask, see }: Story, token: string, expected: object): Promise<void> {
  const { sid, sub } = decodePart(token.split('.')[1])
  const isIt = ({ id }: { id: string }) => id === sid
  see('Session', (await service.get('/me/sessions', token)).body.sessions.find(isIt), expected)
  see('AdminSession', (await ask('GET', `/admin/sessions?user_id=${sub}`)).body.sessions.find(isIt), expected)
}

const MEMBERS = ['created_at', 'last_used_at', 'expires_at'].flatMap((name) => [`Session.${name}`, `AdminSession.${name}`])

/** Logs in, refreshes in each way, and shows the session after each act. */
async function seeLife(story: Story): Promise<void> {
  const { service, at, wait } = story
  const username = story.newName()
  await service.addUser(username)
  const created_at = at()
  let tokens = await service.logIn(username)
  const since = () => ({ created_at, last_used_at: at(), expires_at: at(IDLE_SECONDS) })
  let used = since()
  const refreshes = [
    () => service.refresh(tokens.refresh_token),
    () => service.form('/token/refresh', { refresh_token: tokens.refresh_token }),
    () => service.send('POST', '/token/refresh', bearer(tokens.refresh_token)),
    () => service.send('POST', '/token/refresh', bearer(tokens.access_token)),
  ]
  for (const refresh of refreshes) {
    await seeSession(story, tokens.access_token, used)
    wait(600)
    // Another login of the user, a request and a refusal do not use the session.
    await service.logIn(username)
    await service.get('/protected', tokens.access_token)
    const wider = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token, scope: 'admin' }
    expect((await service.form('/token', wider)).status).toBe(400)
    await seeSession(story, tokens.access_token, used)
    used = since()
    const { status, body } = await refresh()
    expect(status).toBe(200)
    wait(5)
    // A retry extends nothing.
    expect((await refresh()).status).toBe(200)
    tokens = { ...tokens, ...body }
  }
  await seeSession(story, tokens.access_token, used)
}

export const SESSIONS: Measure[] = [
  {
    truth: 'a session tells its login, its last refresh, and the end that only a refresh moves',
    members: MEMBERS,
    async hold(story) {
      await seeLife(story)
      story.wait(3)
      await seeLife(story)
    },
  },
  {
    truth: 'the absolute end of a session is its expires_at as soon as it comes before the idle end',
    members: ['Session.expires_at', 'AdminSession.expires_at', 'Session.last_used_at', 'AdminSession.last_used_at'],
    async hold(story) {
      const { service, at, wait } = story
      const username = story.newName()
      await service.addUser(username)
      const end = at(MAX_SECONDS)
      let { refresh_token } = await service.logIn(username)
      for (const [days, expires_at] of [
        [13, undefined],
        [12, end],
        [4, end],
      ] as const) {
        wait(days * 86_400)
        const { body } = await service.refresh(refresh_token)
        refresh_token = body.refresh_token
        await seeSession(story, body.access_token, { last_used_at: at(), expires_at: expires_at ?? at(IDLE_SECONDS) })
      }
    },
  },
  {
    truth: 'a session that cannot be refreshed ends with its access token',
    members: ['Session.expires_at', 'AdminSession.expires_at'],
    async hold(story) {
      const { service, at, wait } = story
      const [username, id] = [story.newName(), story.newName()]
      await service.addUser(username)
      await service.addClient(id, { confidential: false, authMethods: ['none'], grants: ['password'], scope: 'of_user' })
      for (const seconds of [3, 4]) {
        wait(seconds)
        const form = { grant_type: 'password', client_id: id, username, password: 'correct horse battery staple' }
        const { access_token, expires_in } = (await service.form('/token', form)).body
        await seeSession(story, access_token, { expires_at: at(expires_in) })
      }
    },
  },
  {
    truth: 'a changed password leaves the times of the session that goes on',
    members: ['Session.created_at', 'Session.last_used_at', 'Session.expires_at'],
    async hold(story) {
      const { service, at, wait } = story
      for (const seconds of [60, 120]) {
        wait(seconds)
        const username = story.newName()
        await service.addUser(username)
        const created_at = at()
        const { access_token } = await service.logIn(username)
        wait(seconds)
        const change = { current_password: 'correct horse battery staple', new_password: 'another of four words' }
        expect((await service.json('PUT', '/me/password', change, access_token)).status).toBe(204)
        const { sessions } = (await service.get('/me/sessions', access_token)).body
        expect(sessions).toHaveLength(1)
        story.see('Session', sessions[0], { created_at, last_used_at: created_at, expires_at: at(IDLE_SECONDS - seconds) })
      }
    },
  },
  {
    truth: 'current is the session of the token that asks, and no other',
    members: ['Session.current'],
    async hold(story) {
      const { service } = story
      const username = story.newName()
      await service.addUser(username)
      const logins = [await service.logIn(username), await service.logIn(username), await service.logIn(username)]
      for (const { access_token } of logins) {
        const { sessions } = (await service.get('/me/sessions', access_token)).body
        expect(sessions).toHaveLength(3)
        for (const session of sessions) story.see('Session', session, { current: session.id === sessionOf(access_token) })
      }
    },
  },
]
