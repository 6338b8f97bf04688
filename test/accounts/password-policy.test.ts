// What may be set as a password, checked with the service's own list (REQUIREMENTS P 1–3, P 5, P 6;
// OWASP ASVS 5.0 V6.2.4).
import { beforeAll, describe, expect, test } from 'vitest'
import type { CommonPasswords } from '../../src/accounts/blocked-password.ts'
import { createCommonPasswords } from '../../src/accounts/blocked-password.ts'
import { createPasswordPolicy, newPasswordProblem } from '../../src/accounts/password-policy.ts'

const loadCommonPasswords = createCommonPasswords()
let commonPasswords: CommonPasswords
beforeAll(async () => {
  commonPasswords = await loadCommonPasswords()
})

const problemOf = (password: string, { minLength = 15, username = 'alice' } = {}) =>
  newPasswordProblem(password, { minLength, username, commonPasswords })

const COMMON = 'is one of the most common passwords'
const USERNAME = 'must not be your username'
const SERVICE = 'must not be the name of this service'
const FILLED_UP = ', repeated or filled up'

describe('a password in the list is refused with the reason (P 6)', () => {
  test.each([
    ['of the minimum length', 'sunshine', 8],
    ['in any case', 'SunShine', 8],
    ['with digits in place of letters', 'passw0rd', 8],
    ['only digits', '123456789', 8],
    ['a walk over the keyboard', 'qwertyuiop', 8],
    ['of fifteen characters', 'qwertyuiop12345', 15],
    ['of fifteen characters, in any case', '1QAZxsw23edcVFR4', 15],
  ])('%s: %s', (_, password, minLength) => expect(problemOf(password, { minLength })).toBe(COMMON))
})

describe('a repeated or filled-up common password is refused (P 6)', () => {
  test.each([
    ['again', 'monkeymonkey', 8],
    ['repeated and cut off', 'monkeymonkeymonk', 15],
    ['repeated with signs between', 'password-password', 15],
    ['digits at the end', 'password20261121', 15],
    ['signs at the end', 'trustno1!!!!!!!!', 15],
    ['digits and signs', '!!Football 2026!!', 15],
    ['spaces', 'football       ', 15],
    ['other signs', 'football😀😀😀😀😀😀😀', 15],
    ['repeated digits', '123456123456123456', 15],
    ['one repeated digit', '1111111111111111', 15],
    ['filled up and repeated', 'dragon99dragon99', 15],
    ['repeated and filled up', 'dragondragon2026', 15],
    ['a long one', 'password'.repeat(128), 15],
  ])('%s: %s', (_, password, minLength) => expect(problemOf(password, { minLength })).toBe(COMMON + FILLED_UP))
})

describe("the username and the service's name are refused (P 6)", () => {
  test.each([
    ['unchanged', 'penelope.featherstone', 'penelope.featherstone', USERNAME],
    ['in another case', 'Penelope Featherstone', 'PENELOPE FEATHERSTONE', USERNAME],
    ['in an equivalent form', 'Ｐｅｎｅｌｏｐｅ Featherstone', 'penelope featherstone', USERNAME],
    ['composed and decomposed', 'zo\u00eb zo\u00eb zo\u00eb zo\u00eb', 'zoe\u0308 zoe\u0308 zoe\u0308 zoe\u0308', USERNAME],
    ['only digits', '202611210815003', '202611210815003', USERNAME],
    ['repeated', 'zoltan', 'zoltanzoltanzoltan', USERNAME + FILLED_UP],
    ['with digits', 'zoltan', 'Zoltan1985-11-21', USERNAME + FILLED_UP],
    ['one repeated letter', 'z', 'zzzzzzzzzzzzzzz', USERNAME + FILLED_UP],
    ['a common password that is the username', 'sunshine', 'sunshine12345678', USERNAME + FILLED_UP],
    ['the service, repeated', 'zoltan', 'MintmarkMintmark', SERVICE + FILLED_UP],
    ['the service, with digits', 'zoltan', 'mintmark2026!!!', SERVICE + FILLED_UP],
  ])('%s: %s', (_, username, password, problem) => expect(problemOf(password, { username })).toBe(problem))

  test("the service's name is refused, if short passwords are allowed", () => expect(problemOf('Mintmark', { minLength: 8 })).toBe(SERVICE))
})

describe('only the whole password is compared (NIST SP 800-63B §3.1.1.2)', () => {
  test.each([
    ['words in a row', 'correct horse battery staple'],
    ['the username inside', 'alice has a small tin box'],
    ['a common password inside', 'my dog is called password'],
    ['two common passwords', 'sunshine and football'],
    ['the service inside', 'mintmark keeps my coins'],
    ['letters around', 'xqpassword2026!!!!'],
    ['no letters', '8302-5581-9046-7713'],
    ['only signs', '😀'.repeat(15)],
    ['72 characters and one', `${'a'.repeat(72)}b`],
    ['the longest password', `${'correct horse '.repeat(73)}ab`],
  ])('%s: allowed: %s', (_, password) => expect(problemOf(password)).toBeUndefined())
})

describe('other reasons to refuse a password (P 1, P 2, P 3, P 5)', () => {
  test.each([
    ['one character too few', '😀'.repeat(14), 'must have at least 15 characters'],
    ['a common one that is also too short', 'password', 'must have at least 15 characters'],
    ['too long', 'a'.repeat(1025), 'must not be longer than 1024 characters'],
    ['too many bytes', '\u{1d15e}'.repeat(1024), 'must not be longer than 1024 characters'],
    ['a lone surrogate', `${'a'.repeat(20)}\ud800`, 'must be valid Unicode'],
  ])('%s is refused', (_, password, problem) => expect(problemOf(password)).toBe(problem))
})

test('the list has at least 3,000 passwords of 8 characters (OWASP ASVS V6.2.4)', async () => {
  const common = (await loadCommonPasswords()) as Set<string>
  expect([...common].filter((password) => [...password].length >= 8).length).toBeGreaterThan(3000)
  expect([...common].filter((password) => password !== password.normalize('NFC').toLowerCase())).toEqual([])
})

test('the list is loaded once, when a password is first set', async () => {
  let loads = 0
  const counted = async () => {
    loads += 1
    return loadCommonPasswords()
  }
  const policy = createPasswordPolicy({ minLength: 8, commonPasswords: counted })
  expect(loads).toBe(0)
  expect(await policy('sunshine', 'alice')).toBe(COMMON)
  expect(await policy('a fine new password', 'alice')).toBeUndefined()
  expect(await loadCommonPasswords()).toBe(commonPasswords)
})

test('no password keeps the service busy (P 2)', () => {
  const slow = [
    'a'.repeat(1024),
    `${'!'.repeat(1022)}a!`,
    `a${'!'.repeat(1022)}a`,
    `${'ab'.repeat(511)}c`,
    `${`${'!'.repeat(63)}a`.repeat(16)}`,
  ]
  const startedAt = performance.now()
  for (const password of slow) problemOf(password)
  expect(performance.now() - startedAt).toBeLessThan(5000)
})
