// Passwords that anybody would guess (NIST SP 800-63B-4 §3.1.1.2, OWASP ASVS 5.0 V6.2.4).
import { expect, test } from 'vitest'
import { blockedPasswordProblem } from '../../src/accounts/blocked-password.ts'

const MANY = 'x'.repeat(128)
const commonPasswords = new Set(['password', 'iloveyou2', 'ab', MANY])
const problem = (password: string) => blockedPasswordProblem(password, { username: 'Dora Ünal', commonPasswords })

const COMMON = 'is one of the most common passwords'
const OWN = 'must not be your username'
const SERVICE = 'must not be the name of this service'
const FILLED = ', repeated or filled up'

test.each([
  ['password', COMMON],
  ['PASSWORD', COMMON],
  ['dora ünal', OWN],
  ['mintmark', SERVICE],
  // Signs, or signs and digits, at either end.
  ['!!password', COMMON + FILLED],
  ['password!!', COMMON + FILLED],
  ['--password--', COMMON + FILLED],
  ['!iloveyou2!', COMMON + FILLED],
  ['2026password', COMMON + FILLED],
  ['password2026!!!', COMMON + FILLED],
  ['2026!mintmark!2026', SERVICE + FILLED],
  ['(Dora Ünal)', OWN + FILLED],
  // Repetitions, with and without what fills them up.
  ['PasswordPassword', COMMON + FILLED],
  ['password password', COMMON + FILLED],
  ['password1password1', COMMON + FILLED],
  ['passwordpassword1', COMMON + FILLED],
  ['passwordpass', undefined],
  ['ababababa', COMMON + FILLED],
  [`${MANY}${MANY}`, COMMON + FILLED],
  // A part of a password is never compared, and signs within it are left alone.
  ['my dog is called password', undefined],
  ['pass-word', undefined],
  ['p4ssword', undefined],
  ['passwordé', undefined],
  ['épassword', undefined],
  ['123!456', undefined],
])('%s: %s', (password, expected) => {
  expect(problem(password)).toBe(expected)
})
