// Which names a new account may have (docs/design/accounts-and-clients.md#usernames).
import { expect, test } from 'vitest'
import { newUsernameProblem, usernameProblem } from '../../src/accounts/username.ts'

test.each([
  ['letters', 'alice'],
  ['spaces inside', 'Alice of Wonderland'],
  ['an address', 'alice@example.com'],
  ['marks, composed or not', 'José Jose\u0301'],
  ['Hangul', '홍길동'],
  ['right-to-left text', 'أليس'],
  ['an emoji', 'fox 🦊'],
  ['what begins like an id', 'usr_alice'],
  ['one character more than an id', `usr_${'a'.repeat(23)}`],
  ['254 code points', '🦊'.repeat(254)],
])('%s is accepted: %j', (_, username) => expect(newUsernameProblem(username)).toBeUndefined())

test.each([
  ['a trailing space', 'alice ', 'must not begin or end with white space'],
  ['a leading space', ' alice', 'must not begin or end with white space'],
  ['a no-break space', '\u00a0alice', 'must not begin or end with white space'],
  ['a wide space', 'alice\u3000', 'must not begin or end with white space'],
  ['a zero-width space', 'al\u200bice', 'must not have invisible characters'],
  ['only a zero-width space', '\u200b', 'must not have invisible characters'],
  ['a joiner', 'alice\u200d', 'must not have invisible characters'],
  ['a direction override', '\u202eecila', 'must not have invisible characters'],
  ['an inner byte order mark', 'al\ufeffice', 'must not have invisible characters'],
  ['a soft hyphen', 'al\u00adice', 'must not have invisible characters'],
  ['a tag', 'alice\u{e0041}', 'must not have invisible characters'],
  ['a variation selector', 'alice\ufe0f', 'must not have invisible characters'],
  ['the Hangul filler', 'alice\u3164', 'must not have invisible characters'],
  ['the Braille blank', 'alice\u2800', 'must not have invisible characters'],
  ['a line separator', 'al\u2028ice', 'must not have line or paragraph separators'],
  ['a paragraph separator', 'al\u2029ice', 'must not have line or paragraph separators'],
  ['private use', 'alice\ue000', 'must not have characters of private use'],
  ['private use in another plane', 'alice\u{10fffd}', 'must not have characters of private use'],
  ['an unassigned code point', 'alice\u0378', 'must not have characters that Unicode has not assigned'],
  ['a noncharacter', 'alice\uffff', 'must not have characters that Unicode has not assigned'],
  ['an id', `usr_${'aB3_-'.repeat(4)}xy`, 'must not look like the id of a user'],
  ['an id in capitals', `USR_${'A'.repeat(22)}`, 'must not look like the id of a user'],
  ['an id in another form', `ｕｓｒ＿${'ａ'.repeat(22)}`, 'must not look like the id of a user'],
])('%s is refused, but looked up', (_, username, problem) => {
  expect(newUsernameProblem(username)).toBe(problem)
  expect(usernameProblem(username)).toBeUndefined()
})

test.each([
  ['nothing', '', 'must not be empty'],
  ['white space', ' \u3000', 'must not be empty'],
  ['a control character', 'al\u0007ice', 'must not have control characters'],
  ['a lone surrogate', 'alice\ud800', 'must be valid Unicode'],
  ['255 code points', '🦊'.repeat(255), 'must not be longer than 254 characters'],
  ['more than 254 after normalization', '\ufdfa'.repeat(15), 'must not be longer than 254 characters'],
])('%s is refused and not looked up', (_, username, problem) => {
  expect(newUsernameProblem(username)).toBe(problem)
  expect(usernameProblem(username)).toBe(problem)
})
