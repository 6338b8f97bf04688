// Which scope a token gets, as pure rules (RFC 6749 §3.3, REQUIREMENTS T 7). Those over HTTP are in
// http/token and http/request.
import { describe, expect, test } from 'vitest'
import { grantScope, grantServiceScope, isInEach, parseScope, refreshScope } from '../../src/oauth/scope.ts'
import { aClient } from '../data/rows.ts'

const ofUser = aClient({ scope: 'of_user' })
const having = (...scope: string[]) => aClient({ scope })

/** Returns the sentence of the refusal. */
function refusal(ask: () => unknown): string {
  try {
    ask()
  } catch (error) {
    expect(error).toMatchObject({ code: 'invalid_scope' })
    return (error as Error).message
  }
  throw new Error('it was granted')
}

describe('the parameter (RFC 6749 §3.3)', () => {
  test.each<[string, string[]]>([
    ['a', ['a']],
    ['a b', ['a', 'b']],
    ['b a b', ['b', 'a']],
    ['!#[]~', ['!#[]~']],
  ])('%j names each scope once', (parameter, tokens) => expect(parseScope(parameter)).toEqual(tokens))

  test.each(['', ' ', 'a  b', ' a', 'a ', 'a\tb', 'a"', 'a\\', 'ä', 'a\u007f'])('%j is malformed', (parameter) =>
    expect(refusal(() => parseScope(parameter))).toBe(
      'The scope is malformed: write visible ASCII without quotes and backslashes, with single spaces between.',
    ),
  )
})

describe("a service's own token (RFC 6749 §4.4)", () => {
  test.each<[string, string | undefined, ReturnType<typeof aClient>, string]>([
    ["without a request it is the client's scope", undefined, having('a', 'b'), 'a b'],
    ['without a request admin is left out', undefined, having('admin', 'a'), 'a'],
    ['the scope may be empty', undefined, having(), ''],
    ['a client of users has none of its own', undefined, ofUser, ''],
    ['what is asked for, in that order', 'b a', having('a', 'b', 'c'), 'b a'],
    ['admin if it is named', 'admin', having('admin', 'a'), 'admin'],
  ])('%s', (_, requested, client, scope) => expect(grantServiceScope(requested, client)).toBe(scope))

  test('more than the client has is refused by name', () => {
    expect(refusal(() => grantServiceScope('a x y', having('a')))).toBe("The scope x is not allowed: it is not in the client's scope.")
    expect(refusal(() => grantServiceScope('a', ofUser))).toMatch(/^The scope a is not allowed/)
  })

  test('if only admin is left, it must be named', () => {
    expect(refusal(() => grantServiceScope(undefined, having('admin')))).toBe('Ask for the scope admin by name: there is no other.')
  })
})

describe('a login: requested ∩ client ∩ user (RFC 6749 §3.3)', () => {
  test.each<[string, string | undefined, ReturnType<typeof aClient>, string, string]>([
    ['all of the user', undefined, ofUser, 'a b', 'a b'],
    ['all but admin', undefined, ofUser, 'admin a', 'a'],
    ['admin by name', 'admin a', ofUser, 'admin a', 'admin a'],
    ['what client and user share', undefined, having('b', 'c'), 'a b', 'b'],
    ['the part that the user has', 'b c', having('b', 'c'), 'a b', 'b'],
    ['what is asked for alone', 'a', ofUser, 'a b', 'a'],
  ])('%s', (_, requested, client, userScope, scope) => expect(grantScope(requested, client, userScope)).toBe(scope))

  test.each<[string, string | undefined, ReturnType<typeof aClient>, string, string]>([
    ['the user has nothing', undefined, ofUser, '', 'The user has no scope that this client may have.'],
    ['they share nothing', undefined, having('b'), 'a', 'The user has no scope that this client may have.'],
    ['only admin is left', undefined, ofUser, 'admin', 'Ask for the scope admin by name: there is no other.'],
    ['the user does not have it', 'a x', ofUser, 'a', 'The scope x is not allowed: the user does not have it.'],
    ['the client may never have it', 'b x', having('b'), 'x', "The scope x is not allowed: it is not in the client's scope."],
    ['the user has none of it', 'b c', having('b', 'c'), 'a', 'The user does not have the scope b, nor any other that was asked for.'],
  ])('refused with the reason: %s', (_, requested, client, userScope, sentence) =>
    expect(refusal(() => grantScope(requested, client, userScope))).toBe(sentence),
  )
})

describe('a refresh: requested ∩ session ∩ client ∩ user (RFC 6749 §6)', () => {
  test.each<[string, string | undefined, string, ReturnType<typeof aClient>, string, string]>([
    ['without a request, what was granted', undefined, 'a b', ofUser, 'a b c', 'a b'],
    ['admin too, which was asked for at the login', undefined, 'admin', ofUser, 'admin', 'admin'],
    ['less, if less is asked for', 'b', 'a b', ofUser, 'a b', 'b'],
    ['without what the user lost', undefined, 'a b', ofUser, 'b', 'b'],
    ['without what the client lost', undefined, 'a b', having('a'), 'a b', 'a'],
  ])('%s', (_, requested, session, client, userScope, scope) => expect(refreshScope(requested, session, client, userScope)).toBe(scope))

  test('more than was granted is refused, whatever the user has', () => {
    expect(refusal(() => refreshScope('a b', 'a', ofUser, 'a b'))).toBe('The scope b is not allowed: it was not granted at the login.')
  })

  test.each<[string, ReturnType<typeof aClient>, string]>([
    ['the user', ofUser, 'b'],
    ['the client', having('b'), 'a b'],
  ])('it is refused if %s lost everything that was granted', (_, client, userScope) =>
    expect(refusal(() => refreshScope(undefined, 'a', client, userScope))).toBe(
      'Nothing is left of the scope: what was granted at the login was taken away from the user or the client.',
    ),
  )
})

test.each<[string[], string[], boolean]>([
  [['a'], ['a b', 'c a'], true],
  [['a'], ['a b', 'b'], false],
  [['a', 'b'], ['a'], false],
  [['a'], [''], false],
  [[], ['a', ''], true],
  [['a'], [], true],
])('%j is in each of %j: %s', (needed, scopes, is) => expect(isInEach(needed, scopes)).toBe(is))
