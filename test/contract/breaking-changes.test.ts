// A breaking change against the released contract fails, unless the version is raised and the changelog names
// what breaks (docs/design/architecture.md#the-contract).
import { readFileSync } from 'node:fs'
import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { breakingChanges, mayBreak, unnamedBreaks } from '../../scripts/breaking-changes.ts'
import type { Node } from '../../scripts/json-pointer.ts'
import { BREAKS, copyOf, HARMLESS, plantAll, rowOf, SHARED_BREAKS } from './planted-changes.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const released: Node = parse(read('openapi/released.yaml'))
const { version } = JSON.parse(read('package.json'))

/**
 * Returns the released contract in the words of the current one, if only the words differ
 * (docs/decisions/0020-a-contract-for-generators.md). The next release removes all of this.
 */
function rewritten(contract: Node): Node {
  const { paths, servers, components, ...rest } = structuredClone(contract)
  const { schemas } = components
  const to = (name: string) => ({ $ref: `#/components/schemas/${name}` })
  // Both say that the paths of the contract start at the service.
  servers[0].url = ''
  // One schema for both bodies of a refusal. Each answer keeps the pair of media type and body.
  schemas.RefreshRefusal = { anyOf: [to('OAuthError'), to('Problem')] }
  for (const status of ['400', '401']) {
    for (const body of Object.values<Node>(paths['/token/refresh'].post.responses[status].content)) body.schema = to('RefreshRefusal')
  }
  // No answer ever had this member.
  delete schemas.Problem.properties.type
  // The body was optional, as was each of its members. Now it is a form, or nothing.
  schemas.RefreshForm = schemas.RefreshRequest
  schemas.NoForm = { type: 'object', properties: { refresh_token: { type: 'string', maxLength: 0 } } }
  schemas.RefreshRequest = { anyOf: [to('RefreshForm'), to('NoForm')] }
  return { ...rest, paths, servers, components }
}

describe.concurrent('breaking changes', () => {
  test('a released client goes on, unless a new version names the break', async () => {
    const contract = parse(read('openapi/openapi.yaml'))
    expect(contract.info.version).toBe(version)
    const breaks = await breakingChanges(rewritten(released), contract)
    expect(mayBreak(released.info.version, version) ? unnamedBreaks(breaks, read('CHANGELOG.md'), version) : breaks).toEqual([])
  })

  test('each planted break is found, and what is harmless is not', async () => {
    const { before, after } = plantAll(released)
    const isSame = ([, path]: readonly [string, string, unknown], row: number) =>
      isDeepStrictEqual(before.paths[copyOf(path, row)], after.paths[copyOf(path, row)])
    expect([...BREAKS, ...HARMLESS].filter(isSame).map(([what]) => what)).toEqual(['nothing', 'a new path'])
    const breaks = await breakingChanges(before, after)
    const inRow = (row: number) => breaks.filter(({ at }) => rowOf(at) === row)
    expect(BREAKS.filter((_, row) => inRow(row).length === 0).map(([what]) => what)).toEqual([])
    expect(HARMLESS.flatMap(([what], row) => inRow(BREAKS.length + row).map((found) => ({ what, found })))).toEqual([])
    const shared = breaks.filter(({ at }) => rowOf(at) === undefined).map(({ at }) => at)
    expect(shared.sort()).toEqual(SHARED_BREAKS.map(([, at]) => at).sort())
  })
})

test.each([
  ['0.1.0', '0.1.5', false],
  ['0.1.0', '0.2.0', true],
  ['1.2.0', '1.3.0', false],
  ['1.2.0', '2.0.0', true],
  ['0.9.0', '1.0.0', true],
])('from %s to %s a break is allowed: %s', (before, after, allowed) => {
  expect(mayBreak(before, after)).toBe(allowed)
})

test('a new version names each break in its changelog', () => {
  const breaks = ['POST /login', 'GET /me', '#/servers/0'].map((at) => ({ at, what: 'It is gone.' }))
  const changelog = (heading: string) =>
    `# Changelog\n\n## [0.2.0] - 2026-01-01\n\n### ${heading}\n\n- \`POST /login\` and \`#/servers/0\` are gone.\n\n### Added\n\n- \`GET /me\`\n\n## [0.1.0]\n`
  expect(unnamedBreaks(breaks, changelog('What breaks clients'), '0.2.0')).toEqual(['GET /me'])
  expect(unnamedBreaks(breaks, changelog('Changed'), '0.2.0')).toEqual(['POST /login', 'GET /me', '#/servers/0'])
  expect(unnamedBreaks(breaks, changelog('What breaks clients'), '0.3.0')).toHaveLength(3)
})
