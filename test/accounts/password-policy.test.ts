// P 1–3, P 5, P 6 (OWASP ASVS 5.0 V6.2.4): what may be set as a password, with the list that the service itself uses.
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

describe('P 6: a password that stands in the list is refused, and told why', () => {
  test.each([
    ['in the shortest length', 'sunshine', 8],
    ['in any case', 'SunShine', 8],
    ['with digits in it', 'passw0rd', 8],
    ['of digits', '123456789', 8],
    ['a walk over the keys', 'qwertyuiop', 8],
    ['of fifteen characters', 'qwertyuiop12345', 15],
    ['of fifteen characters, in any case', '1QAZxsw23edcVFR4', 15],
  ])('%s: %s', (_, password, minLength) => expect(problemOf(password, { minLength })).toBe(COMMON))
})

describe('P 6: so is one that fills up a common password', () => {
  test.each([
    ['again', 'monkeymonkey', 8],
    ['again and again, and cut off', 'monkeymonkeymonk', 15],
    ['again, with signs between', 'password-password', 15],
    ['digits to the end', 'password20261121', 15],
    ['signs to the end', 'trustno1!!!!!!!!', 15],
    ['digits and signs', '!!Football 2026!!', 15],
    ['spaces', 'football       ', 15],
    ['other signs', 'football😀😀😀😀😀😀😀', 15],
    ['digits again and again', '123456123456123456', 15],
    ['one digit over and over', '1111111111111111', 15],
    ['filled up, again', 'dragon99dragon99', 15],
    ['again, filled up', 'dragondragon2026', 15],
    ['a long one', 'password'.repeat(128), 15],
  ])('%s: %s', (_, password, minLength) => expect(problemOf(password, { minLength })).toBe(COMMON + FILLED_UP))
})

describe('P 6: neither the username nor the name of the service is a password', () => {
  test.each([
    ['as it is', 'penelope.featherstone', 'penelope.featherstone', USERNAME],
    ['in another case', 'Penelope Featherstone', 'PENELOPE FEATHERSTONE', USERNAME],
    ['in a form that is one name with it', 'Ｐｅｎｅｌｏｐｅ Featherstone', 'penelope featherstone', USERNAME],
    ['composed and decomposed', 'zo\u00eb zo\u00eb zo\u00eb zo\u00eb', 'zoe\u0308 zoe\u0308 zoe\u0308 zoe\u0308', USERNAME],
    ['of digits alone', '202611210815003', '202611210815003', USERNAME],
    ['repeated', 'zoltan', 'zoltanzoltanzoltan', USERNAME + FILLED_UP],
    ['with digits', 'zoltan', 'Zoltan1985-11-21', USERNAME + FILLED_UP],
    ['one letter over and over', 'z', 'zzzzzzzzzzzzzzz', USERNAME + FILLED_UP],
    ['a common password that is the username', 'sunshine', 'sunshine12345678', USERNAME + FILLED_UP],
    ['the service, repeated', 'zoltan', 'MintmarkMintmark', SERVICE + FILLED_UP],
    ['the service, with digits', 'zoltan', 'mintmark2026!!!', SERVICE + FILLED_UP],
  ])('%s: %s', (_, username, password, problem) => expect(problemOf(password, { username })).toBe(problem))

  test('the service as it is, where so few characters are enough', () => expect(problemOf('Mintmark', { minLength: 8 })).toBe(SERVICE))
})

describe('63B §3.1.1.2: the whole password is compared, never a part of it', () => {
  test.each([
    ['words in a row', 'correct horse battery staple'],
    ['the username within', 'alice has a small tin box'],
    ['a common password within', 'my dog is called password'],
    ['two common passwords', 'sunshine and football'],
    ['the service within', 'mintmark keeps my coins'],
    ['letters around', 'xqpassword2026!!!!'],
    ['no letter at all', '8302-5581-9046-7713'],
    ['nothing but signs', '😀'.repeat(15)],
    ['72 characters and one', `${'a'.repeat(72)}b`],
    ['the longest', `${'correct horse '.repeat(73)}ab`],
  ])('%s is no fault: %s', (_, password) => expect(problemOf(password)).toBeUndefined())
})

describe('P 1, P 2, P 3, P 5: what else keeps a password from being set', () => {
  test.each([
    ['one character too few', '😀'.repeat(14), 'must have at least 15 characters'],
    ['a common one that is too short besides', 'password', 'must have at least 15 characters'],
    ['too long', 'a'.repeat(1025), 'must not be longer than 1024 characters'],
    ['too many bytes', '\u{1d15e}'.repeat(1024), 'must not be longer than 1024 characters'],
    ['a lone surrogate', `${'a'.repeat(20)}\ud800`, 'must be valid Unicode'],
  ])('%s', (_, password, problem) => expect(problemOf(password)).toBe(problem))
})

test('V6.2.4: the list has at least 3,000 passwords of the shortest length that can be configured', async () => {
  const common = (await loadCommonPasswords()) as Set<string>
  expect([...common].filter((password) => [...password].length >= 8).length).toBeGreaterThan(3000)
  expect([...common].filter((password) => password !== password.normalize('NFC').toLowerCase())).toEqual([])
})

test('the list is loaded when a password is first to be set, and once', async () => {
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

test('P 2: no password keeps the service busy', () => {
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
