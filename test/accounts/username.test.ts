// DESIGN §4: what may be the name of a new account.
import { expect, test } from 'vitest'
import { newUsernameProblem, usernameProblem } from '../../src/accounts/username.ts'

test.each([
  ['letters', 'alice'],
  ['spaces within', 'Alice of Wonderland'],
  ['an address', 'alice@example.com'],
  ['marks, composed and not', 'José Jose\u0301'],
  ['Hangul', '홍길동'],
  ['another direction', 'أليس'],
  ['an emoji', 'fox 🦊'],
  ['what begins as an id does', 'usr_alice'],
  ['one character more than an id', `usr_${'a'.repeat(23)}`],
  ['254 code points', '🦊'.repeat(254)],
])('%s may be: %j', (_, username) => expect(newUsernameProblem(username)).toBeUndefined())

test.each([
  ['a space at the end', 'alice ', 'must not begin or end with white space'],
  ['a space before it', ' alice', 'must not begin or end with white space'],
  ['a space that does not break', '\u00a0alice', 'must not begin or end with white space'],
  ['a wide space', 'alice\u3000', 'must not begin or end with white space'],
  ['a space without width', 'al\u200bice', 'must not have invisible characters'],
  ['that alone', '\u200b', 'must not have invisible characters'],
  ['a joiner', 'alice\u200d', 'must not have invisible characters'],
  ['what turns the direction', '\u202eecila', 'must not have invisible characters'],
  ['a byte order mark within', 'al\ufeffice', 'must not have invisible characters'],
  ['a soft hyphen', 'al\u00adice', 'must not have invisible characters'],
  ['a tag', 'alice\u{e0041}', 'must not have invisible characters'],
  ['a variation selector', 'alice\ufe0f', 'must not have invisible characters'],
  ['the filler of Hangul', 'alice\u3164', 'must not have invisible characters'],
  ['the blank of Braille', 'alice\u2800', 'must not have invisible characters'],
  ['a line separator', 'al\u2028ice', 'must not have line or paragraph separators'],
  ['a paragraph separator', 'al\u2029ice', 'must not have line or paragraph separators'],
  ['private use', 'alice\ue000', 'must not have characters of private use'],
  ['private use beyond the first plane', 'alice\u{10fffd}', 'must not have characters of private use'],
  ['a code point without a character', 'alice\u0378', 'must not have characters that Unicode has not assigned'],
  ['one that never will have any', 'alice\uffff', 'must not have characters that Unicode has not assigned'],
  ['an id', `usr_${'aB3_-'.repeat(4)}xy`, 'must not look like the id of a user'],
  ['an id in capitals', `USR_${'A'.repeat(22)}`, 'must not look like the id of a user'],
  ['an id in another form', `ｕｓｒ＿${'ａ'.repeat(22)}`, 'must not look like the id of a user'],
])('%s may not be, but is looked up where it has been', (_, username, problem) => {
  expect(newUsernameProblem(username)).toBe(problem)
  expect(usernameProblem(username)).toBeUndefined()
})

test.each([
  ['nothing', '', 'must not be empty'],
  ['white space', ' \u3000', 'must not be empty'],
  ['a control character', 'al\u0007ice', 'must not have control characters'],
  ['a lone surrogate', 'alice\ud800', 'must be valid Unicode'],
  ['255 code points', '🦊'.repeat(255), 'must not be longer than 254 characters'],
  ['more than 254 in the form that is compared', '\ufdfa'.repeat(15), 'must not be longer than 254 characters'],
])('%s is nobody’s, and is not looked up', (_, username, problem) => {
  expect(newUsernameProblem(username)).toBe(problem)
  expect(usernameProblem(username)).toBe(problem)
})
