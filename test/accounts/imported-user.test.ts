// What a line of an import may contain (docs/design/accounts-and-clients.md#imported-accounts).
import { expect, test } from 'vitest'
import { importedUser } from '../../src/accounts/imported-user.ts'

const BCRYPT = '$2b$04$abcdefghijklmnopqrstuuCi15uRb1eH7NAlJ/TgeJertyknQpYn2'
const ARGON = '$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
const read = (members: object) => importedUser(JSON.stringify({ username: 'Bob', password_hash: BCRYPT, ...members }))
const costing = (parameters: string) => ({ password_hash: ARGON.replace('m=65536,t=3,p=4', parameters) })

test('absent members have the values of a new user', () => {
  const user = { username: 'Bob', usernameKey: 'bob', passwordHash: BCRYPT, scope: 'data:read', disabled: false }
  expect(read({})).toEqual({ kind: 'user', user })
})

test.each<[string, object, object]>([
  ['a text as scope', { scope: 'a b' }, { scope: 'a b' }],
  ['a list as scope', { scope: ['a', 'b'] }, { scope: 'a b' }],
  ['an empty scope', { scope: [] }, { scope: '' }],
  ['a disabled user', { disabled: true }, { disabled: true }],
  ['bcrypt of cost 15', { password_hash: BCRYPT.replace('$04$', '$15$') }, {}],
  ['argon2id of another library', { password_hash: ARGON }, { passwordHash: ARGON }],
  ['argon2id with parameters in another order', costing('t=3,m=65536,p=4'), {}],
  ['256 MiB', costing('m=262144,t=4,p=1'), {}],
  ['unused bits within', { password_hash: BCRYPT.replace('uuCi', 'uvCi') }, { passwordHash: BCRYPT }],
  ['unused bits at the end', { password_hash: `${BCRYPT.slice(0, -1)}5` }, { passwordHash: BCRYPT }],
])('%s is accepted', (_, members, expected) => expect(read(members)).toMatchObject({ kind: 'user', user: expected }))

test.each<[string, object, RegExp]>([
  [
    '$2x$, made by a faulty program (P 9)',
    { password_hash: BCRYPT.replace('2b', '2x') },
    /^The password_hash must be argon2id .* or bcrypt/,
  ],
  ['bcrypt of cost 16', { password_hash: BCRYPT.replace('$04$', '$16$') }, /cost 4 to 15/],
  ['bcrypt of cost 3', { password_hash: BCRYPT.replace('$04$', '$03$') }, /cost 4 to 15/],
  ['a hash with a line break', { password_hash: `${BCRYPT}\n` }, /password_hash/],
  ['a plain password', { password_hash: 'hunter2' }, /password_hash/],
  ['argon2i', { password_hash: ARGON.replace('argon2id', 'argon2i') }, /password_hash/],
  ['argon2id of version 16', { password_hash: ARGON.replace('v=19$', '') }, /not a PHC string of argon2id, version 19/],
  ['512 MiB', costing('m=524288,t=1,p=1'), /would cost too much/],
  ['a hundred passes', costing('m=65536,t=100,p=1'), /would cost too much/],
  ['a hundred lanes', costing('m=65536,t=1,p=100'), /would cost too much/],
  ['no passes', costing('m=65536,t=0,p=1'), /cannot have/],
  ['less memory than lanes need', costing('m=31,t=1,p=4'), /cannot have/],
  ['a missing hash', { password_hash: undefined }, /^The password_hash must be a text\.$/],
  ['a missing name', { username: undefined }, /^The username must be a text\.$/],
  ['an empty name', { username: ' ' }, /^The username must not be empty\.$/],
  ['a name with a control character', { username: 'a\0b' }, /control characters/],
  ['a name with a leading space', { username: ' bob' }, /^The username must not begin or end with white space\.$/],
  ["a name like a user's id", { username: 'USR_AAAAAAAAAAAAAAAAAAAAAA' }, /^The username must not look like the id of a user\.$/],
  ['an invalid scope', { scope: 'a  b' }, /^The scope must be visible ASCII/],
  ['a scope of numbers', { scope: [1] }, /^The scope must be a text or a list of texts\.$/],
  ['a repeated scope', { scope: ['a', 'a'] }, /^The scope must name each scope once\.$/],
  ['disabled as a number', { disabled: 1 }, /^The disabled must be true or false\.$/],
  ['an id, because ids are never reused (T 12)', { id: 'usr_AAAAAAAAAAAAAAAAAAAAAA' }, /^It may have only username, /],
  ['everything at once', { username: '', password_hash: '', scope: 1, disabled: 1, x: 1 }, /^It may.*username.*hash.*scope.*disabled/],
])('%s is refused', (_, members, sentence) => {
  const { problems } = read(members) as { problems: string[] }
  expect(problems.join(' ')).toMatch(sentence)
  for (const problem of problems) expect(problem).not.toMatch(/hunter2|Ci15|AAAA/)
})

test.each(['', '[]', 'null', '"a"', '{"username":"bob","password_hash":"$2b$04$abc'])('%j is refused without being repeated', (line) => {
  expect(importedUser(line)).toEqual({ kind: 'invalid', problems: ['It is not a JSON object.'] })
})
