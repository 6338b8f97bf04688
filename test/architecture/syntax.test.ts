// One way to say no: a union says by its `kind` what it is, and nothing silences the compiler.
import { describe, expect, test } from 'vitest'
import { readSources } from '../../scripts/source-file.ts'
import { literalMembershipTests, neverAssertions } from '../support/syntax-rules.ts'
import { unionsWithoutKind } from '../support/union-rules.ts'

const src = readSources('src/**/*.ts')
const sample = (text: string) => [{ path: 'src/a.ts', text }]

describe('nothing is told by whether a member is there', () => {
  test('in this project', () => expect(literalMembershipTests(src)).toEqual([]))

  test.each([
    "if ('dead' in answer) throw answer",
    'const isDead = (answer: object) => "dead" in answer',
    "const isAlive = !('dead' in answer)",
    "const isOpen = (('dead')) in answer",
    'const isDead = `dead` in answer',
  ])('%s is found', (text) => expect(literalMembershipTests(sample(text))).toHaveLength(1))

  test.each([
    'for (const name in form) delete form[name]',
    "for (const name in { a: 1, 'b in c': 2 }) use(name)",
    'const isThere = name in form',
    'const isOurs = #secret in object',
    "// if ('dead' in answer)",
    'const text = "\'dead\' in answer"',
    "const pattern = /'dead' in answer/",
    "type Names = { [Name in 'a' | 'b']: string }",
  ])('%s is allowed', (text) => expect(literalMembershipTests(sample(text))).toEqual([]))
})

describe('nothing is `as never`', () => {
  test('in this project', () => expect(neverAssertions(src)).toEqual([]))

  test.each(['serve(handler as never)', 'const parts = (given as unknown) as never'])('%s is found', (text) =>
    expect(neverAssertions(sample(text))).toHaveLength(1),
  )
  test.each(['// handler as never', "const text = 'as never'", 'const rest = answer satisfies never', 'function fail(): never {}'])(
    '%s is allowed',
    (text) => expect(neverAssertions(sample(text))).toEqual([]),
  )
})

describe('objects of a union are told apart by their `kind`', () => {
  /** By the name of the type, the function or the variable, each with its reason. */
  const ALLOWED: Record<string, string> = {
    StandingRow: 'a row of a left join; if nothing matches, the database gives null in each column',
    PresentedClient: 'its `method` is the `token_endpoint_auth_method` of RFC 7591, and tells the members apart',
    Call: 'its `method` is the name of the method that the thread calls',
  }

  test('in this project', () => expect(unionsWithoutKind(src, ALLOWED)).toEqual([]))
  test('whatever is allowed is there', () => {
    const owners = unionsWithoutKind(src).map((place) => place.split(',')[0]!)
    expect(Object.keys(ALLOWED).filter((name) => !owners.includes(name))).toEqual([])
  })

  test.each([
    ['no kind', 'export type Answer = { claims: string } | { problem: string }'],
    ['a kind of one alone', "export type Answer = { kind: 'live' } | { problem: string }"],
    ['a kind that is any text', 'export type Answer = { kind: string; a: 1 } | { kind: string; b: 1 }'],
    ['another word', "export type Answer = { method: 'none' } | { method: 'post'; secret: string }"],
    ['interfaces', 'interface Live { user: string }\ninterface Dead { why: string }\nexport type Answer = Live | Dead'],
    ['an answer of a function', 'export function judge(): Promise<{ user: string } | { why: string } | undefined> {}'],
    ['an intersection', "interface No { userId: string }\ntype Answer = { kind: 'yes' } | ({ refused: 'wrong' } & No)"],
  ])('%s is found', (_, text) => expect(unionsWithoutKind(sample(text))).toHaveLength(1))
  test('a union across files is found', () =>
    expect(
      unionsWithoutKind([
        { path: 'src/a.ts', text: 'export interface Dead { dead: string }' },
        { path: 'src/oauth/b.ts', text: "import type { Dead } from '../a.ts'\nexport type Answer = { token: string } | Dead" },
      ]),
    ).toEqual(['Answer, src/oauth/b.ts:2: { token: string } | Dead']))
  test('one that is allowed by its name is none', () =>
    expect(unionsWithoutKind(sample('type Row = { id: null } | { id: string }'), { Row: 'rows of a join' })).toEqual([]))

  test.each([
    ['kinds', "export type Answer = { kind: 'live'; user: string } | { kind: 'dead'; why: string } | undefined"],
    ['a kind of several', "export type Answer = { kind: 'live' } | { kind: 'gone' | 'never'; why: string }"],
    ['kinds of interfaces', "interface Live { kind: 'live' }\ninterface Dead { kind: 'dead' }\nexport type Answer = Live | Dead"],
    ['a kind beside', "interface No { userId: string }\ntype Answer = { kind: 'yes' } | ({ kind: 'no' } & No)"],
    ['one object or nothing', 'export type Answer = { user: string } | undefined | null'],
    ['an object or its promise', 'interface User { id: string }\nexport type Answer = User | Promise<User>'],
    ['words', "export type State = 'live' | 'dead'"],
  ])('%s is allowed', (_, text) => expect(unionsWithoutKind(sample(text))).toEqual([]))
})
