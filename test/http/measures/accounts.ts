import { expect } from 'vitest'
import { basic, PASSWORD } from '../../support/service.ts'
import type { Measure, Story } from './measure.ts'

const NEW_PASSWORD = 'another of four words'

const create = async ({ ask }: Story, body: object) => (await ask('POST', '/admin/users', body)).body
const meOf = async ({ service }: Story, username: string, password?: string) =>
  (await service.get('/me', (await service.logIn(username, password)).access_token)).body
const statusOf = async ({ service }: Story, username: string, password = PASSWORD) =>
  (await service.form('/token', { username, password })).status

/** Shows a user in each of the answers that show one. */
async function seeUser({ ask, see }: Story, id: string, username: string, expected: object): Promise<void> {
  see('User', (await ask('GET', `/admin/users/${id}`)).body, expected)
  see('User', (await ask('GET', `/admin/users?username=${username}`)).body.users[0], expected)
  see('User', (await ask('PATCH', `/admin/users/${id}`, {})).body, expected)
}

export const ACCOUNTS: Measure[] = [
  {
    truth: 'an account is disabled from the change that disables it until the one that enables it',
    members: ['User.disabled', 'UserChange.disabled'],
    async hold(story) {
      const username = story.newName()
      const { user } = await create(story, { username, password: PASSWORD })
      story.see('User', user, { disabled: false })
      for (const disabled of [true, true, false, false, true]) {
        story.wait(1)
        const change = story.send('UserChange', { disabled })
        story.see('User', (await story.ask('PATCH', `/admin/users/${user.id}`, change)).body, { disabled })
        await seeUser(story, user.id, username, { disabled })
        expect(await statusOf(story, username)).toBe(disabled ? 401 : 200)
      }
    },
  },
  {
    truth: 'created_at is the time of the creation, whatever happens later',
    members: ['User.created_at', 'Account.created_at', 'RegisteredAccount.created_at'],
    async hold(story) {
      for (const seconds of [3, 7]) {
        story.wait(seconds)
        const created_at = story.at()
        const [made, registered] = [story.newName(), story.newName()]
        const { user } = await create(story, { username: made, password: PASSWORD })
        const { body } = await story.service.json('POST', '/users', { username: registered, password: PASSWORD })
        story.see('User', user, { created_at })
        story.see('RegisteredAccount', body, { created_at })
        story.wait(seconds)
        await story.ask('PATCH', `/admin/users/${user.id}`, { disabled: true, scope: 'data:read more' })
        await story.ask('PATCH', `/admin/users/${user.id}`, { disabled: false })
        await seeUser(story, user.id, made, { created_at })
        for (const name of [made, registered]) story.see('Account', await meOf(story, name), { created_at })
      }
    },
  },
  {
    truth: 'password_changed_at is the last change of the password, and nothing else moves it',
    members: ['User.password_changed_at', 'Account.password_changed_at'],
    async hold(story) {
      const username = story.newName()
      const { user } = await create(story, { username, password: PASSWORD })
      let password_changed_at = story.at()
      const seen = async (password?: string) => {
        story.wait(5)
        if (password !== undefined) story.see('Account', await meOf(story, username, password), { password_changed_at })
        await seeUser(story, user.id, username, { password_changed_at })
      }
      await seen(PASSWORD)
      const { access_token } = await story.service.logIn(username)
      const change = (current_password: string) =>
        story.service.json('PUT', '/me/password', { current_password, new_password: NEW_PASSWORD }, access_token)
      await change('wrong')
      await seen(PASSWORD)
      password_changed_at = story.at()
      await change(PASSWORD)
      await seen(NEW_PASSWORD)
      // The old password stops working here, so this is a change as well.
      password_changed_at = story.at()
      const { one_time_secret } = (await story.ask('POST', `/admin/users/${user.id}/one-time-secret`, {})).body
      await seen()
      const reset = (secret: string) =>
        story.service.json('POST', '/users/password', { username, one_time_secret: secret, new_password: PASSWORD })
      await reset('mot_wrong')
      await seen()
      password_changed_at = story.at()
      await reset(one_time_secret)
      await seen(PASSWORD)
    },
  },
  {
    truth: 'a one-time secret works until its expires_at, which is a day or valid_hours ahead',
    members: ['CreatedUser.one_time_secret_expires_at', 'OneTimeSecret.one_time_secret_expires_at', 'OneTimeSecretIssue.valid_hours'],
    async hold(story) {
      const reset = async (username: string, one_time_secret: string) =>
        (await story.service.json('POST', '/users/password', { username, one_time_secret, new_password: PASSWORD })).status
      const withPassword = await create(story, { username: story.newName(), password: PASSWORD })
      story.see('CreatedUser', withPassword, { one_time_secret_expires_at: undefined })
      const username = story.newName()
      const { user, ...made } = await create(story, { username })
      story.see('CreatedUser', made, { one_time_secret_expires_at: story.at(86_400) })
      story.wait(86_400)
      expect(await reset(username, made.one_time_secret)).toBe(403)
      for (const [body, hours] of [
        [{}, 24],
        [story.send('OneTimeSecretIssue', { valid_hours: 1 }), 1],
        [story.send('OneTimeSecretIssue', { valid_hours: 168 }), 168],
      ] as const) {
        const issue = async () => (await story.ask('POST', `/admin/users/${user.id}/one-time-secret`, body)).body
        const issued = await issue()
        story.see('OneTimeSecret', issued, { one_time_secret_expires_at: story.at(hours * 3600) })
        story.wait(hours * 3600 - 1)
        expect(await reset(username, issued.one_time_secret)).toBe(204)
        const late = await issue()
        story.wait(hours * 3600)
        expect(await reset(username, late.one_time_secret)).toBe(403)
      }
    },
  },
  {
    truth: 'the status of a problem is that of its answer, where it has one',
    members: ['Problem.status'],
    async hold(story) {
      const username = story.newName()
      await create(story, { username, password: PASSWORD })
      const answers = [
        await story.ask('POST', '/admin/users', { username, password: PASSWORD }),
        await story.ask('POST', '/admin/users', { username: '' }),
        await story.ask('GET', '/admin/users?limit=0'),
        await story.ask('GET', '/admin/users/nobody'),
        await story.service.get('/protected'),
        await story.service.form('/token/revoke', { token: 'x' }, basic('nobody', 'x')),
      ]
      const expected = [409, 422, 422, undefined, undefined, undefined]
      for (const [at, { body }] of answers.entries()) story.see('Problem', body, { status: expected[at] })
    },
  },
]
