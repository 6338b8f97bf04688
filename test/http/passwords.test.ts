// REQUIREMENTS P: passwords at the login. What a refusal costs is counted in test/accounts/password-authentication.test.ts.
import * as argon2 from 'argon2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { PASSWORD, REAL_ARGON2, type RunningService, startService } from '../support/service.ts'

const WEAKER = { type: argon2.argon2id, memoryCost: 9216, timeCost: 2, parallelism: 1 } as const

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let config: Awaited<ReturnType<typeof database.fresh>>['config']
  beforeAll(async () => {
    config = (await database.fresh()).config
    // Guesses are not slowed here: what is of interest is what they cost.
    s = await startService(config, { config: { throttle: false, password: { minLength: 15, argon2: REAL_ARGON2 } } })
  })
  afterAll(() => s.stop())

  const login = async (username: string, password: string) => (await s.json('POST', '/login', { username, password })).status
  let made = 0
  const someoneWith = async (password: string) => {
    made += 1
    await s.addUser(`user${made}`, { password })
    return `user${made}`
  }

  test.each([
    ['P 3: spaces at both ends', '  fifteen or more  ', 'fifteen or more'],
    ['P 3: character 73 matters', `${'a'.repeat(72)}b`, `${'a'.repeat(72)}c`],
    ['P 3: NUL ends nothing', 'fifteen or more\0b', 'fifteen or more\0c'],
    ['P 3: case', 'Fifteen Or More!', 'fifteen or more!'],
    ['P 3: any script', '비밀번호는열다섯글자이상이어야함', '비밀번호는열다섯글자이상이어야햄'],
    ['P 2: 1024 code points', '😀'.repeat(1024), '😀'.repeat(1023)],
    ['P 4: look-alikes of NFKC differ', 'ﬁfteen or more x', 'fifteen or more x'],
  ])('%s', async (_, password, other) => {
    const user = await someoneWith(password)
    expect(await login(user, password)).toBe(200)
    expect(await login(user, other)).toBe(401)
  })

  test('P 4: composed and decomposed letters are one', async () => {
    const user = await someoneWith('caf\u00e9 au lait forever')
    expect(await login(user, 'cafe\u0301 au lait forever')).toBe(200)
  })

  test('P 1: fifteen code points are enough, fourteen are not', async () => {
    expect(await login(await someoneWith('😀'.repeat(15)), '😀'.repeat(15))).toBe(200)
    const refused = await s.service.userAdministration.create({ username: 'short', password: '😀'.repeat(14), scope: '' }, { atMs: 0 })
    expect(refused).toEqual({ kind: 'unacceptable', problems: [{ member: 'password', problem: 'must have at least 15 characters' }] })
  })

  test('P 5: a lone surrogate is refused at the login, and bytes that are not UTF-8', async () => {
    const headers = { 'content-type': 'application/json' }
    const surrogate = await s.send('POST', '/login', { headers, body: '{"username":"a","password":"\\ud800"}' })
    expect(surrogate).toMatchObject({ status: 422, body: { errors: [{ pointer: '/password', detail: 'must be valid Unicode' }] } })
    const bytes = Buffer.concat([Buffer.from('{"username":"a","password":"'), Buffer.from([0xff]), Buffer.from('"}')])
    expect((await s.send('POST', '/login', { headers, body: bytes })).status).toBe(400)
  })

  test('P 2: a longer one is refused at the login', async () => {
    expect(await login('anyone', 'a'.repeat(1025))).toBe(422)
  })

  test('usernames are one by NFKC and case, and shown as typed', async () => {
    await s.addUser('Ｊｏｓé')
    const { access_token } = await s.logIn('josé')
    expect((await s.get('/', access_token)).body.User.username).toBe('Ｊｏｓé')
    const again = await s.service.userAdministration.create({ username: 'JOSÉ', password: PASSWORD, scope: '' }, { atMs: 0 })
    expect(again).toEqual({ kind: 'taken', member: 'username' })
  })

  test('P 7: what is stored is argon2id with the parameters of the configuration, as a PHC string', async () => {
    const user = await someoneWith(PASSWORD)
    const stored = await s.service.users.findByUsernameKey(user)
    expect(stored?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  })

  test('P 8: a weaker hash is upgraded at the login; a stronger one stays', async () => {
    const hashes = { weaker: await argon2.hash(PASSWORD, WEAKER), stronger: await argon2.hash(PASSWORD, { ...WEAKER, memoryCost: 65_536 }) }
    for (const [name, hash] of Object.entries(hashes)) {
      const id = await s.addUser(name)
      const { passwordHash } = (await s.service.users.findById(id))!
      expect(await s.service.users.replaceHash(id, passwordHash, hash)).toBe(true)
      expect(await login(name, PASSWORD)).toBe(200)
      const after = (await s.service.users.findById(id))!.passwordHash
      if (name === 'weaker') expect(after).toContain('m=19456,t=2,p=1')
      else expect(after).toBe(hash)
      expect(await login(name, PASSWORD)).toBe(200)
    }
  })

  test('P 10: a stored hash that cannot be read: the same refusal and an alarm', async () => {
    const id = await s.addUser('broken')
    await s.service.users.replaceHash(id, (await s.service.users.findById(id))!.passwordHash, 'plain text?')
    const answer = await s.json('POST', '/login', { username: 'broken', password: 'plain text?' })
    expect(answer).toMatchObject({ status: 401, body: { detail: 'Invalid username or password' } })
    expect(s.logged.find((line) => line.includes('cannot be read'))).toContain(id)
  })

  test('P 12: unknown and disabled users are told what a wrong password is told', async () => {
    const id = await s.addUser('disabled')
    await s.service.userAdministration.change(id, { disabled: true }, { atMs: s.system.nowMs() })
    await s.addUser('enabled')
    const answer = async (username: string, password: string) => {
      const { status, body } = await s.json('POST', '/login', { username, password })
      return [status, body]
    }
    const wrong = await answer('enabled', 'wrong')
    for (const username of ['nobody', 'disabled', 'a'.repeat(70)]) expect(await answer(username, PASSWORD)).toEqual(wrong)
  })

  // The queue knows no database.
  if (database.kind === 'sqlite')
    test('P 13: more logins than may wait are answered with 503 and Retry-After; other routes answer meanwhile', async () => {
      const user = await someoneWith(PASSWORD)
      const { access_token } = await s.logIn(user)
      const flood = Array.from({ length: 300 }, () => s.json('POST', '/login', { username: user, password: 'wrong' }))
      expect((await s.get('/protected', access_token)).status).toBe(200)
      const answers = await Promise.all(flood)
      const refused = answers.filter(({ status }) => status === 503)
      expect(refused.length).toBeGreaterThan(0)
      expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(answers.every(({ status }) => status === 401 || status === 503)).toBe(true)
      expect(await login(user, PASSWORD)).toBe(200)
    }, 60_000)
})
