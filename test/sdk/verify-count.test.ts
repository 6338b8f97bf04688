// The script that counts how a verifier in any language did on the golden vectors.
import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { VECTORS } from './vector-file.ts'

/** Runs the script with one line per vector. `changed` replaces answers; undefined leaves the line out. */
function count(changed: Record<string, string | undefined> = {}, more = '') {
  const expected = Object.fromEntries(VECTORS.vectors.map(({ id, expected }) => [id, String(expected.status)]))
  const lines = Object.entries({ ...expected, ...changed }).flatMap(([id, answer]) => (answer === undefined ? [] : [`${id}\t${answer}`]))
  const input = `${lines.join('\n')}\n${more}`
  const { status, stdout, stderr } = spawnSync(process.execPath, ['sdk/verify/vectors/count.mjs'], { input, encoding: 'utf8' })
  return { status, stdout, stderr }
}
const rowOf = (stdout: string, name: string) => new RegExp(`^${name} .*$`, 'm').exec(stdout)?.[0].split(/ +/).slice(1).map(Number)

test('if every answer is right, the exit code is 0', () => {
  const { status, stdout, stderr } = count()
  expect([status, stderr]).toEqual([0, ''])
  expect(rowOf(stdout, 'all')).toEqual([VECTORS.vectors.length, 0, 0, 0, 0, 0])
  const kinds = Map.groupBy(VECTORS.vectors, ({ kind }) => kind)
  for (const [kind, those] of kinds) expect(rowOf(stdout, kind), kind).toEqual([those.length, 0, 0, 0, 0, 0])
})

test('skipped vectors are counted separately and are not wrong', () => {
  const { status, stdout } = count({ 'good-eddsa': 'skip' })
  expect([status, rowOf(stdout, 'algorithm')?.at(-1)]).toEqual([0, 1])
})

test.each([
  ['a bad token that passes', { 'aud-other': '200' }, 'let through', 'aud-other: aud is another service'],
  ['a good token shut out', { 'good-rs256': '401' }, 'shut out', 'good-rs256: RS256'],
  ['401 for 403', { 'scope-other': '401' }, 'other status', 'scope-other: another scope'],
  ['403 for 401', { 'exp-a-day-ago': '403' }, 'other status', 'exp-a-day-ago: expired a day ago'],
  ['a vector without an answer', { 'exp-twice': undefined }, 'missing', 'exp-twice: exp twice'],
])('exit code 1 and the vector for %s', (_, changed, fault, named) => {
  const { status, stdout } = count(changed)
  expect(status).toBe(1)
  const listed = stdout
    .slice(stdout.indexOf(`\n${fault}:\n`))
    .trim()
    .split('\n')
  expect(listed).toEqual([`${fault}:`, expect.stringContaining(named)])
})

describe('for unreadable input, the exit code is 2 and the line named', () => {
  test.each([
    ['another status', 'good-es256 418\n', /must be an id and 200, 401, 403 or skip: good-es256 418/],
    ['an unknown id', 'no-such-id 200\n', /no vector has the id no-such-id/],
    ['two answers', 'good-es256 200\n', /there are two answers for good-es256/],
  ])('rejects %s', (_, more, complaint) => {
    const { status, stderr } = count({}, more)
    expect(status).toBe(2)
    expect(stderr).toMatch(complaint)
  })

  test('rejects empty input', () => {
    const { status, stderr } = spawnSync(process.execPath, ['sdk/verify/vectors/count.mjs'], { input: '', encoding: 'utf8' })
    expect([status, stderr]).toEqual([2, 'There are no answers on standard input: a line is an id and a status.\n'])
  })
})
