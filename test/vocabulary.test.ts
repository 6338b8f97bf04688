// Plain English for a reader whose first language is another. CONTRIBUTING.md has the rules in words.
import { describe, expect, test } from 'vitest'
import { readSources } from '../scripts/source-file.ts'
import { ROOMS } from '../scripts/vocabulary/covered.ts'
import { type Fault, faultsOf } from '../scripts/vocabulary/rules.ts'

const shown = ({ path, line, rule, text }: Fault) => `${path}:${line}: ${rule}: ${text}`
const words = (count: number) => 'a '.repeat(count).trim()
/** Not written out, or docs/conformance.md would name this file. */
const ID = 'R 10'

describe('everything that people read is plain English', () => {
  test.each(ROOMS)('in %s', (_, files) => {
    expect(
      readSources(...files)
        .flatMap(faultsOf)
        .map(shown),
    ).toEqual([])
  })
  test('every room has files', () => expect(ROOMS.filter(([, files]) => files.length === 0)).toEqual([]))
})

/** Each row is a sample: its rule, the file that it would stand in, and its text. */
const FAULTS: [rule: Fault['rule'], path: string, text: string][] = [
  ['word', 'src/a.ts', '// Returns the session to whoever asks.'],
  ['word', 'src/a.ts', '/** Undefined where there is none. */'],
  ['word', 'src/a.ts', 'f(1) // It is no session.'],
  ['word', 'src/a.ts', '/** @returns The rows, but for the last. */'],
  ['word', 'src/a.js', '// Nobody is told of it.'],
  ['word', 'scripts/a.sh', 'npm ci  # Installs it anew'],
  ['word', 'deploy/a.yaml', '# Hence two replicas.'],
  ['word', 'pages/a.md', 'It ends for whom (or which) it was made.'],
  ['word', 'pages/a.md', '| a | be it old or new |'],
  ['word', 'test/a.test.ts', "test('a refresh is no login', () => {})"],
  ['word', 'src/cli/a.ts', "command.description('Lists keys, be it one or more.')"],
  ['word', 'src/cli/a.ts', "command.option('--json', 'for whoever wants JSON')"],
  ['word', 'src/a.ts', "log.warn('The file is no database.', { path })"],
  ['word', 'src/a.ts', `throw new Refusal('forbidden', \`The client \${id} is one of ours.\`)`],
  ['columns', 'src/a.ts', `// ${words(10)} ${'a'.repeat(88)}`],
  ['columns', 'src/a.ts', `${' '.repeat(90)}f(1) // A comment beyond it`],
  ['columns', 'scripts/a.sh', `# ${words(10)} ${'a'.repeat(89)}`],
  ['long sentence', 'src/a.ts', `// ${words(21)}.`],
  ['long sentence', 'src/a.ts', `/**\n * Short.\n *\n * @returns ${words(12)}\n * ${words(9)}.\n */`],
  ['long sentence', 'src/a.ts', `/**\n * ${words(21)}.\n *\n * @module\n */`],
  ['long sentence', 'pages/a.md', `${words(12)}\n${words(9)}.`],
  ['long sentence', 'src/a.ts', `throw new Refusal('forbidden', 'No: ' + '${words(20)}')`],
  ['sentences', 'src/a.ts', '// One. Two. Three.'],
  ['sentences', 'src/a.ts', '// One. Two.\n// Three.'],
  ['sentences', 'src/a.ts', '/** One.\n *\n * Two. `Three` it is. */'],
  ['sentences', 'src/a.ts', '/**\n * One.\n *\n * @throws Two. Three. Four.\n */'],
  ['sentences', 'scripts/a.sh', '\n\n# One. Two. Three.'],
  ['long title', 'test/a.test.ts', `test('${words(13)} (${ID})', () => {})`],
  ['long title', 'test/a.test.ts', `describe.skipIf(true)(\`${words(12)} \${b}\`, () => {})`],
  ['long title', 'test/a.test.ts', `test.each([['${words(12)}', 1]])('%s, on %s', () => {})`],
  ['long title', 'test/a.test.ts', `const cases = [{ of: '${words(12)}' }] as const\ntest.each(cases)('is $of', () => {})`],
  ['id as prefix', 'test/a.test.ts', `test('${ID}, J 8: a session ends', () => {})`],
  ['id as prefix', 'test/a.test.ts', "test('RFC 7009: a token ends', () => {})"],
  ['long entry', 'CHANGELOG.md', `- Ab ${words(17)}. Ab ${words(17)}.`],
]

const ALLOWED: [path: string, text: string][] = [
  ['src/a.ts', '// There is no session, and it is no longer open.'],
  ['src/a.ts', '// The word `whoever` is found.'],
  ['src/a.ts', "const text = '// whoever'"],
  ['src/a.ts', 'const pattern = /\\/\\/ whoever/'],
  ['src/a.ts', `const text = \`\${a} // whoever\``],
  ['src/a.ts', `// See\n// https://example.com/${'a'.repeat(110)}`],
  ['src/a.ts', `${' '.repeat(90)}f('${'a'.repeat(30)}')`],
  ['src/a.ts', `// ${words(10)} \`${words(20)}\` ${words(9)}.`],
  ['src/a.ts', `// ${words(20)} (RFC 6749 §5.2, REQUIREMENTS R 4–6; see docs/refresh.md).`],
  ['src/a.ts', '// One. Two, e.g. This is 0.1.0 of it.'],
  ['src/a.ts', '/**\n * One. Two.\n *\n * @param a Three. Four.\n * @returns Five.\n */'],
  ['src/a.ts', '// One. Two:\n// - Three.\n// - Four.'],
  ['src/a.ts', '/**\n * One. Two. Three.\n *\n * @module\n */'],
  ['src/a.ts', 'f(1) // One. Two.\nf(2) // Three.'],
  ['src/a.ts', `/**\n * One.\n *\n * @example\n * ${words(30)}\n */`],
  ['src/a.ts', `test('${ID}: whoever', () => {})`],
  ['src/a.ts', "use('whoever')"],
  ['scripts/a.sh', '#!/bin/sh\n# One. Two. Three.'],
  ['scripts/a.sh', "grep 'a #b whoever' file"],
  ['scripts/a.sh', `# Output:\n#   ${words(30)}`],
  ['pages/a.md', `\`\`\`\n${words(30)} whoever\n\`\`\``],
  ['pages/a.md', `- ${words(15)}\n- ${words(15)}`],
  ['pages/a.md', `[one](https://example.com/whoever) ${words(19)}.`],
  ['test/a.test.ts', `test('${words(12)} (${ID}, RFC 6749 §5.2)', () => {})`],
  ['test/a.test.ts', `test.each([['f(a, b) => {${words(20)}}']])('${words(11)} %s', () => {})`],
  ['test/a.test.ts', `test.each([['a b', 'c d']])('%s: %s ${words(8)}', () => {})`],
]

describe('a fault is found', () => {
  test.each(FAULTS)('%s in %s: %j', (rule, path, text) => expect(faultsOf({ path, text }).map((fault) => fault.rule)).toEqual([rule]))
})

describe('what is plain is allowed', () => {
  test.each(ALLOWED)('in %s: %j', (path, text) => expect(faultsOf({ path, text })).toEqual([]))
})
