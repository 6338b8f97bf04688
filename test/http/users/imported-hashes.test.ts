// REQUIREMENTS P: log-ins with hashes of other systems. The hashes are from the tests of crypt_blowfish and
// from libxcrypt.
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
/** A hash of cost 14, which takes more than a second. */
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
    ['72 bytes, of which the last matters (P 9)', OF_SEVENTY_TWO, SEVENTY_TWO, `${SEVENTY_TWO.slice(0, -1)}8`],
  ])('bcrypt logs in and is replaced: %s (P 8)', async ([_, hash, password, other], { service }) => {
    const { id, username } = await someoneWith(service, hash)
    expect(await login(service, username, other)).toBe(401)
    expect(await hashOf(service, id)).toBe(hash)
    expect(await login(service, username, password)).toBe(200)
    expect(await hashOf(service, id)).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/)
    expect([await login(service, username, password), await login(service, username, other)]).toEqual([200, 401])
  })

  test.for<[string, string, string]>([
    ['73 bytes, of which bcrypt reads 72', OF_SEVENTY_TWO, `${SEVENTY_TWO}x`],
    ['the longer password of the hash', OF_SEVENTY_TWO, `${SEVENTY_TWO}chars after 72 are ignored`],
    ['a NUL and a repeat, as bcrypt pads', ABC, 'abc\0abc'],
    ['a NUL where C would stop', ABC, 'abc\0d'],
    ['a NUL at the end', ABC, 'abc\0'],
  ])('a prefix never matches: %s (P 9)', async ([_, hash, password], { service }) => {
    const { id, username } = await someoneWith(service, hash)
    expect(await login(service, username, password)).toBe(401)
    expect(await hashOf(service, id)).toBe(hash)
  })

  test('72 bytes are counted, not characters (P 9)', async ({ service }) => {
    const { username } = await someoneWith(service, hashSync('é'.repeat(37), 4))
    expect(await login(service, username, 'é'.repeat(37))).toBe(401)
    const shorter = await someoneWith(service, hashSync('é'.repeat(36), 4))
    expect(await login(service, shorter.username, 'é'.repeat(36))).toBe(200)
  })

  test('two first log-ins at once succeed, and one upgrade is kept (P 8)', async ({ service }) => {
    const { id, username } = await someoneWith(service, ABC)
    expect(await Promise.all([1, 2, 3].map(() => login(service, username, 'abc')))).toEqual([200, 200, 200])
    const kept = await hashOf(service, id)
    expect(kept).toMatch(/^\$argon2id\$/)
    expect([await login(service, username, 'abc'), await hashOf(service, id)]).toEqual([200, kept])
  })

  test('a stronger argon2id hash stays, and a weaker one is replaced (P 8)', async ({ service }) => {
    const type = argon2.argon2id
    const stronger = await argon2.hash(PASSWORD, { type, memoryCost: 64, timeCost: 2, parallelism: 2 })
    const { id, username } = await someoneWith(service, stronger)
    expect([await login(service, username, PASSWORD), await hashOf(service, id)]).toEqual([200, stronger])
  })

  test('a weak hash does not stop a password change (P 11)', async ({ service }) => {
    const { id, username } = await someoneWith(service, hashSync(PASSWORD, 4))
    const { access_token } = await service.logIn(username)
    await setHash(service, id, hashSync(PASSWORD, 4))
    const change = { current_password: PASSWORD, new_password: 'another long password' }
    expect((await service.json('PUT', '/me/password', change, access_token)).status).toBe(204)
    expect(await login(service, username, 'another long password')).toBe(200)
  })

  test.for<[string, string]>([
    ['bcrypt of cost 3', ABC.replace('$04$', '$03$')],
    ['bcrypt of cost 31', ABC.replace('$04$', '$31$')],
    ['$2x$', ABC.replace('$2b$', '$2x$')],
    ['bcrypt cut short', ABC.slice(0, -1)],
    ['bcrypt with a line end', `${ABC}\n`],
    ['bcrypt with other characters', ABC.replace('abc', '+=-')],
    ['argon2id with too little memory', '$argon2id$v=19$m=4,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAA'],
    ['argon2id above all memory', '$argon2id$v=19$m=4294967295,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAA'],
    ['argon2id without passes', '$argon2id$v=19$m=8,t=0,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAA'],
    ['argon2i', '$argon2i$v=19$m=16,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAA'],
    ['an empty hash', ''],
  ])('a stored hash raises an alarm: %s (P 10)', async ([_, hash], { service }) => {
    const { id, username } = await someoneWith(service, hash)
    const refused = await service.json('POST', '/login', { username, password: 'abc' })
    const wrong = await service.json('POST', '/login', { username: (await someoneWith(service, ABC)).username, password: 'abd' })
    expect([refused.status, refused.body, [...refused.headers.keys()]]).toEqual([401, wrong.body, [...wrong.headers.keys()]])
    expect(service.logged.filter((line) => line.includes('cannot be read') && line.includes(id))).toHaveLength(1)
  })

  test('while bcrypt works, other requests and log-ins are answered (P 13)', async ({ service }) => {
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
    // If the comparison blocked the event loop, the log-in would wait for the two or three before it.
    expect(meanwhile).toBeGreaterThan(20)
  })

  test('too many bcrypt log-ins are answered with 503, later ones succeed (P 13)', async ({ service }) => {
    const { username } = await someoneWith(service, hashSync('abc', 8))
    const answers = await Promise.all(Array.from({ length: 60 }, () => login(service, username, 'wrong')))
    expect(new Set(answers)).toEqual(new Set([401, 503]))
    expect(await login(service, username, 'abc')).toBe(200)
  })
})
