// What users do with their own account: sign up, change the password, list their sessions and end one.
import { expect, test } from 'vitest'
import { ALICE, playground } from './playground.ts'

const p = playground({ audience: ['https://orders.example.com'] })
const SAM = { username: 'sam', password: 'four words are a fine start' }
const NEW_PASSWORD = 'another four words are fine'

test('signing up creates an account without a session, and login works', async () => {
  const client = p.client()
  const made = await client.signUp(SAM)
  expect(made.status === 201 && made.body).toMatchObject({ id: expect.stringMatching(/^usr_/), username: 'sam' })
  expect((await client.session()).status).toBe('session_ended')
  expect((await client.logIn(SAM)).status).toBe(200)
})

test.each([
  ['a taken name', { ...SAM, username: 'ALICE' }, 409, '/username'],
  ['a too short password', { username: 'kim', password: 'short' }, 422, '/password'],
])('a refused sign-up names the member at fault: %s', async (_, account, status, pointer) => {
  const refused = await p.client().signUp(account)
  expect(refused).toMatchObject({ status, body: { errors: [{ pointer }] } })
})

test('a new password ends every other session and keeps this one (P 11)', async () => {
  await p.s.addUser('kim')
  const kim = { ...ALICE, username: 'kim' }
  const [here, there] = [p.client(), p.client()]
  for (const client of [here, there]) await client.logIn(kim)
  const wrong = await here.changePassword({ currentPassword: 'not it at all', newPassword: NEW_PASSWORD })
  expect(wrong).toMatchObject({ status: 422, body: { errors: [{ pointer: '/current_password' }] } })
  expect((await here.changePassword({ currentPassword: kim.password, newPassword: NEW_PASSWORD })).status).toBe(204)
  expect((await here.get('/me')).status).toBe(200)
  expect(await there.get('/me')).toEqual({ status: 'session_ended', reason: 'session_revoked' })
  expect((await there.logIn({ ...kim, password: NEW_PASSWORD })).status).toBe(200)
})

test('sessions are listed, and one can be ended by its id', async () => {
  await p.s.addUser('lee')
  const [here, there] = [p.client(), p.client()]
  for (const client of [here, there]) await client.logIn({ ...ALICE, username: 'lee' })
  const list = await here.sessions.list()
  const other = list.status === 200 ? list.body.sessions.filter(({ current }) => !current) : []
  expect(other).toHaveLength(1)
  expect((await here.sessions.revoke(other[0]!.id)).status).toBe(204)
  expect((await here.sessions.revoke(other[0]!.id)).status).toBe(404)
  expect(await there.get('/me')).toEqual({ status: 'session_ended', reason: 'session_revoked' })
  expect((await here.get('/me')).status).toBe(200)
})

test('account calls report a missing session and an aborted caller', async () => {
  const client = p.client()
  const passwords = { currentPassword: ALICE.password, newPassword: NEW_PASSWORD }
  const ended = { status: 'session_ended', reason: 'not_logged_in' }
  for (const call of [client.changePassword(passwords), client.sessions.list(), client.sessions.revoke('x')])
    expect(await call).toEqual(ended)
  const signal = AbortSignal.abort()
  expect((await client.signUp(SAM, { signal })).status).toBe('aborted')
  await client.logIn(ALICE)
  const left = [client.changePassword(passwords, { signal }), client.sessions.list({ signal }), client.sessions.revoke('x', { signal })]
  for (const call of left) expect((await call).status).toBe('aborted')
})
