// Each file can be read alone. There is no circle of imports, no crowd of tiny files and no long file.
import { describe, expect, test } from 'vitest'
import { readSources } from '../../scripts/source-file.ts'
import { medianLines, tinyFiles } from '../support/file-sizes.ts'
import { importCircles } from '../support/import-circles.ts'
import { longFiles } from '../support/source-rules.ts'

const src = readSources('src/**/*.ts')
const all = [...src, ...readSources('sdk/*/src/**/*.ts', 'bench/**/*.ts', 'scripts/**/*.ts')]

describe('no file needs itself through others', () => {
  const a = (text: string) => ({ path: 'src/a.ts', text })
  const b = (text: string) => ({ path: 'src/keys/b.ts', text })
  const c = { path: 'src/c.ts', text: "export { type B } from './keys/b.ts'" }

  test('in this project', () => expect(importCircles(all)).toEqual([]))

  test.each([
    ['of two', [a("import { b } from './keys/b.ts'"), b("import { a } from '../a.ts'")], 'src/a.ts → src/keys/b.ts → src/a.ts'],
    ['of types', [a("import type { B } from './keys/b.ts'"), b("import { type A } from '../a.ts'")], 'src/a.ts → src/keys/b.ts → src/a.ts'],
    ['of three', [a("import './c.ts'"), b("import { a } from '../a.ts'"), c], 'src/a.ts → src/c.ts → src/keys/b.ts → src/a.ts'],
    ['by a call', [a("await import('./keys/b.ts')"), b("import { a } from '../a.ts'")], 'src/a.ts → src/keys/b.ts → src/a.ts'],
  ])('a circle %s is found, once', (_, files, circle) => expect(importCircles(files)).toEqual([circle]))

  test.each([
    ['two ways to one file', [a("import './keys/b.ts'\nimport './c.ts'"), b(''), c]],
    ['an import in a comment', [a("import './keys/b.ts'"), b("// import '../a.ts'\n/* import '../a.ts' */")]],
    ['an import in a string', [a("import './keys/b.ts'"), b('const text = "import \'../a.ts\'"')]],
    ['a package of the same name', [a("import './keys/b.ts'"), b("import 'a.ts'")]],
  ])('%s does not make a circle', (_, files) => expect(importCircles(files)).toEqual([]))
})

describe('files have the length of one thought', () => {
  const file = (path: string, lines: number) => ({ path, text: 'a\n'.repeat(lines) })
  const MAX_TINY = 12
  const LEAST_LINES = 12

  test('at most 12 files of src have fewer than 12 lines', () => {
    const tiny = tinyFiles(src, LEAST_LINES)
    expect(tiny.length, tiny.join('\n')).toBeLessThanOrEqual(MAX_TINY)
  })
  test('a file of 11 lines is found, one of 12 is not', () =>
    expect(tinyFiles([file('src/a.ts', 11), file('src/b.ts', 12)], LEAST_LINES)).toEqual(['src/a.ts has 11 lines']))
  test.each(['src/data/index.ts', 'src/http/operations/log-out.ts', 'src/data/migrations/01-003-idempotency.ts'])(
    '%s may be short',
    (path) => expect(tinyFiles([file(path, 3)], LEAST_LINES)).toEqual([]),
  )

  test('the median length of files in src is 45 to 90 lines', () => {
    expect(medianLines(src)).toBeGreaterThanOrEqual(45)
    expect(medianLines(src)).toBeLessThanOrEqual(90)
  })
  test('the median counts lines', () => expect(medianLines([file('a', 9), file('b', 1), file('c', 40)])).toBe(9))

  test('no file of src has more than 180 lines', () => expect(longFiles(src, 180)).toEqual([]))
})
