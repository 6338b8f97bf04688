// REQUIREMENTS P: passwords at the log-in (docs/design/accounts-and-clients.md#passwords).
// test/accounts/password-authentication.test.ts counts the hashes of a refusal.
import * as argon2 from 'argon2'
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../support/fixtures.ts'
import { PASSWORD, REAL_ARGON2, type RunningService } from '../../support/service.ts'

const WEAKER = { type: argon2.argon2id, memoryCost: 9216, timeCost: 2, parallelism: 1 } as const

const login = async (service: RunningService, username: string, password: string) =>
  (await service.json('POST', '/login', { username, password })).status
let made = 0
const someoneWith = async (service: RunningService, password: string) => {
  made += 1
  await service.addUser(`user${made}`, { password })
  return `user${made}`
}

describe.each(onEachDatabase({ config: { throttle: false } }))('on $name', ({ test }) => {
  test.for<[string, string, string]>([
    ['spaces at both ends count (P 3)', '  fifteen or more  ', 'fifteen or more'],
    ['character 73 matters (P 3)', `${'a'.repeat(72)}b`, `${'a'.repeat(72)}c`],
    ['NUL does not end the password (P 3)', 'fifteen or more\0b', 'fifteen or more\0c'],
    ['case matters (P 3)', 'Fifteen Or More!', 'fifteen or more!'],
    ['any script works (P 3)', '비밀번호는열다섯글자이상이어야함', '비밀번호는열다섯글자이상이어야햄'],
    ['1024 code points work (P 2)', '😀'.repeat(1024), '😀'.repeat(1023)],
    ['look-alikes of NFKC differ (P 4)', 'ﬁfteen or more x', 'fifteen or more x'],
  ])('%s', async ([_, password, other], { service }) => {
    const user = await someoneWith(service, password)
    expect(await login(service, user, password)).toBe(200)
    expect(await login(service, user, other)).toBe(401)
  })

  test('composed and decomposed letters are equal (P 4)', async ({ service }) => {
    const user = await someoneWith(service, 'caf\u00e9 au lait forever')
    expect(await login(service, user, 'cafe\u0301 au lait forever')).toBe(200)
  })

  test('fifteen code points are enough, fourteen are not (P 1)', async ({ service }) => {
    expect(await login(service, await someoneWith(service, '😀'.repeat(15)), '😀'.repeat(15))).toBe(200)
    const refused = await service.service.userAdministration.create(
      { username: 'short', password: '😀'.repeat(14), scope: '' },
      { atMs: 0 },
    )
    expect(refused).toEqual({ kind: 'unacceptable', problems: [{ member: 'password', problem: 'must have at least 15 characters' }] })
  })

  test('lone surrogates and invalid UTF-8 are refused at the log-in (P 5)', async ({ service }) => {
    const headers = { 'content-type': 'application/json' }
    const surrogate = await service.send('POST', '/login', { headers, body: '{"username":"a","password":"\\ud800"}' })
    expect(surrogate).toMatchObject({ status: 422, body: { errors: [{ pointer: '/password', detail: 'must be valid Unicode' }] } })
    const bytes = Buffer.concat([Buffer.from('{"username":"a","password":"'), Buffer.from([0xff]), Buffer.from('"}')])
    expect((await service.send('POST', '/login', { headers, body: bytes })).status).toBe(400)
  })

  test('a longer password is refused at the log-in (P 2)', async ({ service }) => {
    expect(await login(service, 'anyone', 'a'.repeat(1025))).toBe(422)
  })

  test('usernames are equal by NFKC and case, and shown as typed', async ({ service }) => {
    await service.addUser('Ｊｏｓé')
    const { access_token } = await service.logIn('josé')
    expect((await service.get('/', access_token)).body.User.username).toBe('Ｊｏｓé')
    const again = await service.service.userAdministration.create({ username: 'JOSÉ', password: PASSWORD, scope: '' }, { atMs: 0 })
    expect(again).toEqual({ kind: 'taken', member: 'username' })
  })

  test('an unreadable hash is refused alike, with an alarm (P 10)', async ({ service }) => {
    const id = await service.addUser('broken')
    await service.service.users.replaceHash(id, (await service.service.users.findById(id))!.passwordHash, 'plain text?')
    const answer = await service.json('POST', '/login', { username: 'broken', password: 'plain text?' })
    expect(answer).toMatchObject({ status: 401, body: { detail: 'Invalid username or password' } })
    expect(service.logged.find((line) => line.includes('cannot be read'))).toContain(id)
  })

  test('unknown and disabled users are answered like a wrong password (P 12)', async ({ service }) => {
    const id = await service.addUser('disabled')
    await service.service.userAdministration.change(id, { disabled: true }, { atMs: service.system.nowMs() })
    await service.addUser('enabled')
    const answer = async (username: string, password: string) => {
      const { status, body } = await service.json('POST', '/login', { username, password })
      return [status, body]
    }
    const wrong = await answer('enabled', 'wrong')
    for (const username of ['nobody', 'disabled', 'a'.repeat(70)]) expect(await answer(username, PASSWORD)).toEqual(wrong)
  })
})

const AS_IN_PRODUCTION = { throttle: false, password: { minLength: 15, argon2: REAL_ARGON2 } }
describe.each(onEachDatabase({ config: AS_IN_PRODUCTION }))('on $name, at the cost of production', ({ test, kind }) => {
  test('the hash is argon2id with the configured parameters, as PHC string (P 7)', async ({ service }) => {
    const user = await someoneWith(service, PASSWORD)
    const stored = await service.service.users.findByUsernameKey(user)
    expect(stored?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  })

  test('a weaker hash is upgraded at the log-in, a stronger one stays (P 8)', async ({ service }) => {
    const hashes = {
      weaker: await argon2.hash(PASSWORD, WEAKER),
      stronger: await argon2.hash(PASSWORD, { ...WEAKER, memoryCost: 65_536 }),
    }
    for (const [name, hash] of Object.entries(hashes)) {
      const id = await service.addUser(name)
      const { passwordHash } = (await service.service.users.findById(id))!
      expect(await service.service.users.replaceHash(id, passwordHash, hash)).toBe(true)
      expect(await login(service, name, PASSWORD)).toBe(200)
      const after = (await service.service.users.findById(id))!.passwordHash
      if (name === 'weaker') expect(after).toContain('m=19456,t=2,p=1')
      else expect(after).toBe(hash)
      expect(await login(service, name, PASSWORD)).toBe(200)
    }
  })

  // The queue does not depend on the database.
  if (kind === 'sqlite')
    test('too many log-ins get 503 and Retry-After; other routes answer (P 13)', async ({ service }) => {
      const user = await someoneWith(service, PASSWORD)
      const { access_token } = await service.logIn(user)
      const flood = Array.from({ length: 300 }, () => service.json('POST', '/login', { username: user, password: 'wrong' }))
      expect((await service.get('/protected', access_token)).status).toBe(200)
      const answers = await Promise.all(flood)
      const refused = answers.filter(({ status }) => status === 503)
      expect(refused.length).toBeGreaterThan(0)
      expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(answers.every(({ status }) => status === 401 || status === 503)).toBe(true)
      expect(await login(service, user, PASSWORD)).toBe(200)
    }, 60_000)
})
