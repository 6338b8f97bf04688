// The rules of docs/design/architecture.md and test/architecture/, which no compiler checks. Each is shown to
// fail on a small bad sample.
import { describe, expect, test } from 'vitest'
import { readSources } from '../scripts/source-file.ts'
import {
  brokenDirections,
  createdElsewhere,
  importsOf,
  longestImportChain,
  longFiles,
  oddNames,
  strayPackages,
  strayTexts,
} from './support/source-rules.ts'

const src = readSources('src/**/*.ts')
const generated = readSources('generated/**/*.ts')
const all = [...src, ...readSources('test/**/*.ts', 'scripts/**/*.ts', 'bench/**/*.ts', 'sdk/*/src/**/*.ts')].filter(
  ({ path }) => !path.includes('/generated/'),
)

const sample = (path: string, text: string) => [{ path, text }]

test('there is something to check', () => {
  expect(src.length).toBeGreaterThan(20)
  expect(generated.length).toBeGreaterThan(2)
})

describe('a room imports only those to its right', () => {
  test('in this project', () => expect(brokenDirections(src)).toEqual([]))

  test.each([
    ['src/oauth/a.ts', "import { b } from '../http/b.ts'"],
    ['src/keys/a.ts', "import type { Session } from '../sessions/session.ts'"],
    ['src/sessions/a.ts', "import { b } from '../accounts/user.ts'"],
    ['src/http/operations/a.ts', "import { b } from '../../data/users.ts'"],
    ['src/http/a.ts', "import type { b } from '../composition/service.ts'"],
    ['src/ops/a.ts', "import { b } from '../data/users.ts'"],
    ['src/data/a.ts', "import { standingAt } from '../sessions/session.ts'"],
    ['src/data/a.ts', "import { type Session, standingAt } from '../sessions/session.ts'"],
    ['src/errors.ts', "import type { b } from './system.ts'"],
    ['src/system.ts', "export { b } from './errors.ts'"],
    ['src/secret/a.ts', "import { b } from '../keys/b.ts'"],
    ['src/composition/a.ts', "import { b } from '../cli/b.ts'"],
    ['src/oauth/a.ts', "const { b } = await import('../data/users.ts')"],
    ['src/accounts/a.ts', "import {\n  b,\n} from '../config.ts'"],
    ['src/oauth/a.ts', "import { b } from '../../test/support/b.ts'"],
  ])('%s: %s is found', (path, text) => expect(brokenDirections(sample(path, text))).toHaveLength(1))

  test.each([
    ['src/http/a.ts', "import { b } from '../oauth/b.ts'"],
    ['src/data/a.ts', "import type { Session } from '../sessions/session.ts'"],
    ['src/data/a.ts', "import { type Session, type Standing } from '../sessions/session.ts'"],
    ['src/composition/service.ts', "import { b } from '../data/users.ts'"],
    ['src/keys/a.ts', "import { b } from '../secret/b.ts'"],
    ['src/oauth/a.ts', "// import { b } from '../http/b.ts'"],
  ])('%s: %s is allowed', (path, text) => expect(brokenDirections(sample(path, text))).toEqual([]))
})

describe('what a room knows of the world', () => {
  const rules: [string, (files: typeof src) => string[], string, string][] = [
    [
      'only src/config reads the environment',
      (files) => strayTexts(files, /\bprocess\.env\b|\bprocess\['env'\]|\benv\b.*from 'node:process'/, /^src\/config(\.ts|\/)/),
      'src/oauth/a.ts',
      'const url = process.env.URL',
    ],
    [
      'only src/system.ts asks the clock',
      (files) => strayTexts(files, /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\)|\bTemporal\.Now\b/, /^src\/system\.ts$/),
      'src/oauth/a.ts',
      'const now = new Date( )',
    ],
    [
      // A wait is measured on a clock that nobody can set; a rule that depends on it asks `System`.
      'only waits, in cli/ and data/, are measured on a clock of their own',
      (files) => strayTexts(files, /\bperformance\.(now|timeOrigin)\b|\bhrtime\b/, /^src\/(cli\/|data\/|system\.ts$)/),
      'src/sessions/a.ts',
      'const from = performance.now()',
    ],
    [
      'only src/system.ts makes randomness',
      (files) =>
        strayTexts(files, /\bMath\.random\b|(?<!\.)\brandom(Bytes|UUID|Int|Fill|FillSync)\b|\bgetRandomValues\b/, /^src\/system\.ts$/),
      'src/keys/a.ts',
      "import { randomBytes } from 'node:crypto'",
    ],
    [
      'only data/ knows the database',
      (files) => strayPackages(files, /^(kysely|better-sqlite3|pg)(\/|$)/, /^src\/data\//),
      'src/http/a.ts',
      "import type { Kysely } from 'kysely'",
    ],
    [
      'only data/ has SQL',
      (files) => strayTexts(files, /\b(select\s+[\w.*,\s]+\s+from|insert\s+into|delete\s+from|update\s+\w+\s+set)\s/i, /^src\/data\//),
      'src/ops/a.ts',
      'const text = `UPDATE session SET counter = 1`',
    ],
    [
      'only ops/metrics/exposition.ts knows prom-client',
      (files) => strayPackages(files, /^prom-client$/, /^src\/ops\/metrics\/exposition\.ts$/),
      'src/oauth/a.ts',
      "import { Counter } from 'prom-client'",
    ],
    [
      'only http/ knows Hono; cli/ serves it',
      (files) => strayPackages(files, /^(hono|@hono\/.*)(\/|$)/, /^src\/(http|cli)\//),
      'src/oauth/a.ts',
      "import type { Context } from 'hono'",
    ],
    [
      'http/ knows no cryptography',
      (files) => strayPackages(files, /^(node:crypto|jose|@node-rs\/argon2|argon2|bcryptjs)(\/|$)/, /^src\/(?!http\/)/),
      'src/http/a.ts',
      "import { createHash } from 'node:crypto'",
    ],
    [
      'the rules open no file and no connection',
      (files) =>
        strayPackages(
          files,
          /^node:(fs|net|http|https|tls|child_process|process|os)(\/|$)/,
          /^src\/(?!(oauth|accounts|clients|sessions|keys|throttle|events|secret)\/)/,
        ),
      'src/sessions/a.ts',
      "import { readFileSync } from 'node:fs'",
    ],
  ]

  test.each(rules)('%s', (_, broken) => expect(broken(src)).toEqual([]))
  test.each(rules)('%s: a departure is found', (_, broken, path, text) => expect(broken(sample(path, text))).toHaveLength(1))
})

describe('generated/ imports nothing of src/', () => {
  const broken = (files: typeof src) => files.filter((file) => importsOf(file).some(({ from }) => from.includes('src/')))

  test('in this project', () => expect(broken(generated)).toEqual([]))
  test('a departure is found', () => expect(broken(sample('generated/a.ts', "import { b } from '../src/http/b.ts'"))).toHaveLength(1))
})

describe('files are short, and their names are kebab-case', () => {
  test('no file has more than 220 lines', () => expect(longFiles(all, 220)).toEqual([]))
  test('a longer one is found', () => expect(longFiles(sample('src/a.ts', 'a\n'.repeat(220)), 220)).toHaveLength(1))
  test('every name is kebab-case', () => expect(oddNames(all.map(({ path }) => path))).toEqual([]))
  test('another name is found', () => expect(oddNames(['src/http/logIn.ts', 'src/log_in.ts', 'src/log-in.test-d.ts'])).toHaveLength(2))
})

describe('data/ has at most six floors of imports, migrations aside', () => {
  const data = src.filter(({ path }) => path.startsWith('src/data/') && !path.startsWith('src/data/migrations/'))
  const floor = (name: string, text: string) => ({ path: `src/data/${name}.ts`, text })

  test('in this project', () => {
    const chain = longestImportChain(data)
    expect(chain.length, chain.join('\n  imports ')).toBeLessThanOrEqual(6)
  })
  test('each floor counts, also of types and of what is loaded later', () => {
    const files = [
      floor('d', "import { a } from './a.ts'"),
      floor('c', "export { b } from './b.ts'"),
      floor('sqlite/e', "const { c } = await import('../c.ts')"),
      floor('b', "import type { A } from './a.ts'"),
      floor('a', "import { sql } from 'kysely'"),
    ]
    expect(longestImportChain(files)).toEqual(['src/data/sqlite/e.ts', 'src/data/c.ts', 'src/data/b.ts', 'src/data/a.ts'])
  })
})

test('the lockout in SQL and its rule name each other', () => {
  const inSql = src.find(({ path }) => path === 'src/data/lockout-sql.ts')!
  const [, rule] = /`(throttle\/[\w-]+\.ts)` \(`throttleRules`\)/.exec(inSql.text)!
  expect(src.find(({ path }) => path === `src/${rule}`)?.text).toMatch(/`data\/lockout-sql\.ts`.*\bthrottleRules\b/s)
})

describe('commands and the service are built by the same parts', () => {
  test('in this project', () => expect(createdElsewhere(src)).toEqual([]))

  test.each([
    ['src/cli/a.ts', "import { createKeyRing } from '../keys/key-ring.ts'"],
    ['src/cli/users/a.ts', "import {\n  createUserAdministration,\n  type User,\n} from '../../accounts/user-administration.ts'"],
    ['src/ops/a.ts', "const { createAccessTokens } = await import('../oauth/access-token.ts')"],
  ])('%s: %s is found', (path, text) => expect(createdElsewhere(sample(path, text))).toHaveLength(1))

  test.each([
    ['src/composition/keys.ts', "import { createKeyRing } from '../keys/key-ring.ts'"],
    ['src/cli/a.ts', "import { type createKeyRing, algOf } from '../keys/key-ring.ts'"],
    ['src/cli/a.ts', "import { createUserStore } from '../data/users.ts'"],
  ])('%s: %s is allowed', (path, text) => expect(createdElsewhere(sample(path, text))).toEqual([]))
})

describe('how a rule says no', () => {
  const rules: [string, (files: typeof src) => string[], string, string][] = [
    [
      'only http/ makes JSON Pointers',
      (files) => strayTexts(files, /\bpointer\b/, /^src\/(http\/|errors\.ts$)/),
      'src/accounts/a.ts',
      "throw new Refusal('validation_failed', '', { errors: [{ pointer: '/username', detail }] })",
    ],
  ]

  test.each(rules)('%s', (_, broken) => expect(broken(src)).toEqual([]))
  test.each(rules)('%s: a departure is found', (_, broken, path, text) => expect(broken(sample(path, text))).toHaveLength(1))
})
