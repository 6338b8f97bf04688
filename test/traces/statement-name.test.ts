// A statement is named by what it does and its tables, and never by a value.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { statementName } from '../../src/ops/traces/statement-name.ts'

test.each([
  ['select "id" from "users" where "id" = ?', 'SELECT users'],
  ['select 1 from "a" left join "b" on true inner join "a" as "c"', 'SELECT a b'],
  ['insert into "t" ("x") values (?) on conflict ("x") do update set "x" = ?', 'INSERT t'],
  ['update "sessions" set "from" = \'from canary\' where "id" = ?', 'UPDATE sessions'],
  ['select "id" from unnest(?) for update of "x"', 'SELECT'],
  ['commit', 'COMMIT'],
  ['', '_OTHER'],
])('%s', (text, name) => expect(statementName(text)).toBe(name))

test.each(['sqlite', 'postgres'])('each statement of %s has a short name with a table', (kind) => {
  const statements = readFileSync(`test/data/statements/${kind}.sql`, 'utf8')
    .replaceAll(/^--.*$/gm, '')
    .split(';\n')
    .map((text) => text.trim())
    .filter((text) => /^(select|insert|update|delete|with)/.test(text))
  expect(statements.length).toBeGreaterThan(50)
  const names = new Set(statements.map(statementName))
  for (const name of names) expect(name).toMatch(/^(SELECT|(SELECT|INSERT|UPDATE|DELETE|WITH)( [a-z_]+){1,6})$/)
})
