// REQUIREMENTS P: logins with hashes that other systems made. They are known answers: of crypt_blowfish's own tests, and of libxcrypt.
import * as argon2 from 'argon2'
import { hashSync } from 'bcryptjs'
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../support/fixtures.ts'
import { PASSWORD, type RunningService } from '../../support/service.ts'

const U_STAR_U = 'CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'
const SEVENTY_TWO = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const OF_SEVENTY_TWO = '$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui'
const CAFE = '$2y$04$abcdefghijklmnopqrstuuHOvZD8/N.g5sGIYPKwxo63fXkc7gBdm'
const ABC = '$2b$04$abcdefghijklmnopqrstuuCi15uRb1eH7NAlJ/TgeJertyknQpYn2'
/** Of cost 14: more than a second. */
const ABC_SLOW = '$2b$14$abcdefghijklmnopqrstuuJKFDr0G72Htu6cDxGO1x3XEQjFpnFha'

describe.each(onEachDatabase({ config: { throttle: false } }))('on $name', ({ test }) => {
  const hashOf = async (service: RunningService, id: string) => (await service.service.users.findById(id))!.passwordHash
  const setHash = async (service: RunningService, id: string, hash: string) =>
    expect(await service.service.users.replaceHash(id, await hashOf(service, id), hash)).toBe(true)
  let made = 0
  const someoneWith = async (service: RunningService, hash: string) => {
    made += 1
    const username = `user${made}`
    const id = await service.addUser(username)
    await setHash(service, id, hash)
    return { id, username }
  }
  const login = async (service: RunningService, username: string, password: string) =>
    (await service.json('POST', '/login', { username, password })).status

  test.for<[string, string, string, string]>([
    ['$2a$', `$2a$05$${U_STAR_U}`, 'U*U', 'U*V'],
    ['$2b$', `$2b$05$${U_STAR_U}`, 'U*U', 'u*u'],
    ['$2y$', `$2y$05$${U_STAR_U}`, 'U*U', 'U*U '],
    ['other scripts', CAFE, 'café 😀 au lait', 'cafe 😀 au lait'],
    ['P 9: 72 bytes, of which the last matters', OF_SEVENTY_TWO, SEVENTY_TWO, `${SEVENTY_TWO.slice(0, -1)}8`],
  ])('P 8: a hash of bcrypt logs in, and is replaced at the first login: %s', async ([_, hash, password, other], { service }) => {
    const { id, username } = await someoneWith(service, hash)
    expect(await login(service, username, other)).toBe(401)
    expect(await hashOf(service, id)).toBe(hash)
    expect(await login(service, username, password)).toBe(200)
    expect(await hashOf(service, id)).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/)
    expect([await login(service, username, password), await login(service, username, other)]).toEqual([200, 401])
  })

  test.for<[string, string, string]>([
    ['73 bytes, of which bcrypt would read 72', OF_SEVENTY_TWO, `${SEVENTY_TWO}x`],
    ['the longer password that the hash was made from', OF_SEVENTY_TWO, `${SEVENTY_TWO}chars after 72 are ignored`],
    ['a NUL, which bcrypt would go round', ABC, 'abc\0abc'],
    ['a NUL, which C would end at', ABC, 'abc\0d'],
    ['a NUL at the end', ABC, 'abc\0'],
  ])('P 9: nothing matches by its prefix: %s', async ([_, hash, password], { service }) => {
    const { id, username } = await someoneWith(service, hash)
    expect(await login(service, username, password)).toBe(401)
    expect(await hashOf(service, id)).toBe(hash)
  })

  test('P 9: 72 bytes are counted, not characters', async ({ service }) => {
    const { username } = await someoneWith(service, hashSync('é'.repeat(37), 4))
    expect(await login(service, username, 'é'.repeat(37))).toBe(401)
    const shorter = await someoneWith(service, hashSync('é'.repeat(36), 4))
    expect(await login(service, shorter.username, 'é'.repeat(36))).toBe(200)
  })

  test('P 8: of two first logins at once both get in, and one upgrade is kept', async ({ service }) => {
    const { id, username } = await someoneWith(service, ABC)
    expect(await Promise.all([1, 2, 3].map(() => login(service, username, 'abc')))).toEqual([200, 200, 200])
    const kept = await hashOf(service, id)
    expect(kept).toMatch(/^\$argon2id\$/)
    expect([await login(service, username, 'abc'), await hashOf(service, id)]).toEqual([200, kept])
  })

  test('P 8: an imported hash of argon2id that is stronger stays, and a weaker one goes', async ({ service }) => {
    const type = argon2.argon2id
    const stronger = await argon2.hash(PASSWORD, { type, memoryCost: 64, timeCost: 2, parallelism: 2 })
    const { id, username } = await someoneWith(service, stronger)
    expect([await login(service, username, PASSWORD), await hashOf(service, id)]).toEqual([200, stronger])
  })

  test('P 11: a hash that became weak during a session does not keep its owner from changing the password', async ({ service }) => {
    const { id, username } = await someoneWith(service, hashSync(PASSWORD, 4))
    const { access_token } = await service.logIn(username)
    await setHash(service, id, hashSync(PASSWORD, 4))
    const change = { current_password: PASSWORD, new_password: 'another long password' }
    expect((await service.json('PUT', '/me/password', change, access_token)).status).toBe(204)
    expect(await login(service, username, 'another long password')).toBe(200)
  })

  test.for<[string, string]>([
    ['bcrypt of cost 3', ABC.replace('$04$', '$03$')],
    ['bcrypt of cost 31, which takes days', ABC.replace('$04$', '$31$')],
    ['$2x$', ABC.replace('$2b$', '$2x$')],
    ['bcrypt cut short', ABC.slice(0, -1)],
    ['bcrypt with a line end', `${ABC}\n`],
    ['bcrypt of other characters', ABC.replace('abc', '+=-')],
    ['argon2id with less memory than there can be', '$argon2id$v=19$m=4,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAA'],
    ['argon2id with more memory than there is', '$argon2id$v=19$m=4294967295,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAA'],
    ['argon2id of no passes', '$argon2id$v=19$m=8,t=0,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAA'],
    ['argon2i', '$argon2i$v=19$m=16,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAA'],
    ['nothing', ''],
  ])('P 10: %s as a stored hash: the same refusal as a wrong password, and an alarm', async ([_, hash], { service }) => {
    const { id, username } = await someoneWith(service, hash)
    const refused = await service.json('POST', '/login', { username, password: 'abc' })
    const wrong = await service.json('POST', '/login', { username: (await someoneWith(service, ABC)).username, password: 'abd' })
    expect([refused.status, refused.body, [...refused.headers.keys()]]).toEqual([401, wrong.body, [...wrong.headers.keys()]])
    expect(service.logged.filter((line) => line.includes('cannot be read') && line.includes(id))).toHaveLength(1)
  })

  test('P 13: while bcrypt is at work others are answered, also those who log in', async ({ service }) => {
    const { username } = await someoneWith(service, ABC_SLOW)
    const other = `other of ${username}`
    await service.addUser(other)
    let isAnswered = false
    const slow = login(service, username, 'abc').finally(() => (isAnswered = true))
    let meanwhile = 0
    while (!isAnswered) {
      expect((await service.get('/.well-known/jwks.json')).status).toBe(200)
      if (meanwhile === 10) expect([await login(service, other, PASSWORD), isAnswered]).toEqual([200, false])
      meanwhile += 1
    }
    expect(await slow).toBe(200)
    // Where the comparison kept the event loop, it would be the two or three that came before it.
    expect(meanwhile).toBeGreaterThan(20)
  })

  test('P 13: more logins by bcrypt than may wait are answered with 503, and when they are through the right one logs in', async ({
    service,
  }) => {
    const { username } = await someoneWith(service, hashSync('abc', 8))
    const answers = await Promise.all(Array.from({ length: 60 }, () => login(service, username, 'wrong')))
    expect(new Set(answers)).toEqual(new Set([401, 503]))
    expect(await login(service, username, 'abc')).toBe(200)
  })
})
