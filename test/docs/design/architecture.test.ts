// docs/design/architecture.md: the table of rules leads where it says.
import { existsSync } from 'node:fs'
import { dirname, normalize } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readPage } from '../../support/page.ts'

const PAGE = 'docs/design/architecture.md'
const LEAST_ROWS = 30
const LINK = String.raw`\[[^\]]+\]\(([^)]+)\)`
const ROW = new RegExp(String.raw`^\| (?<rule>[^|]+) \| ${'`'}(?<word>[^|]+)${'`'} \| ${LINK} \| ${LINK} \|$`, 'gm')

interface Row {
  rule: string
  word: string
  source: string
  test: string
}

const fromRoot = (link: string) => normalize(`${dirname(PAGE)}/${link}`)

function rowsOf(page: string): Row[] {
  const table = page.slice(page.indexOf('## Where is the rule for'))
  return [...table.matchAll(ROW)].map(([, rule = '', word = '', source = '', test = '']) => ({
    rule,
    word,
    source: fromRoot(source),
    test: fromRoot(test),
  }))
}

/** What is wrong with a row, as sentences. */
const problemsOf = ({ rule, word, source, test }: Row): string[] => [
  ...[source, test].filter((path) => !existsSync(path)).map((path) => `${rule}: ${path} is not there`),
  ...(existsSync(source) && !readPage(source).toLowerCase().includes(word.toLowerCase()) ? [`${rule}: ${source} has no ${word}`] : []),
]

describe('where is the rule for …', () => {
  const rows = rowsOf(readPage(PAGE))

  test('every line of the table is read', () => {
    const lines = readPage(PAGE)
      .split('\n')
      .filter((line) => line.startsWith('| ') && line.includes('](../../src/'))
    expect(rows).toHaveLength(lines.length)
    expect(rows.length).toBeGreaterThanOrEqual(LEAST_ROWS)
  })
  test.each([
    ...[
      'audience',
      'scope at a refresh',
      'body limit',
      'grace',
      'reuse',
      '`jti`',
      'key delay',
      'Problem or OAuthError',
      'epoch',
      'lockout',
    ],
  ])('it has the rule %s', (name) => expect(rows.filter(({ rule }) => rule.includes(name))).not.toEqual([]))

  test('each file is there, and has the word', () => expect(rows.flatMap(problemsOf)).toEqual([]))

  test.each([
    ['| a | `b` | [c](../../src/no-such.ts) | [d](../../test/config.test.ts) |', 'a: src/no-such.ts is not there'],
    ['| a | `Refusal` | [c](../../src/errors.ts) | [d](../../test/no-such.test.ts) |', 'a: test/no-such.test.ts is not there'],
    ['| a | `no such word` | [c](../../src/errors.ts) | [d](../../test/config.test.ts) |', 'a: src/errors.ts has no no such word'],
  ])('%s is found', (line, problem) => expect(rowsOf(`## Where is the rule for …\n${line}\n`).flatMap(problemsOf)).toEqual([problem]))
})
