// REQUIREMENTS B 4: a protected path has one spelling. Any other spelling leads to the same check, or to
// nothing.
import { describe, expect } from 'vitest'
import { conforming, conformingRefusal } from '../../support/conformance.ts'
import { operations } from '../../support/contract.ts'
import { sqlite } from '../../support/databases.ts'
import { onDatabase } from '../../support/fixtures.ts'
import { type RawAnswer, responseOf, withConnection } from '../../support/raw-connection.ts'

const guarded = operations.filter(
  ({ declared: { security } }) => security.length > 0 && security.every((requirement: object) => Object.keys(requirement).length > 0),
)

const escaped = (character: string) => `%${character.charCodeAt(0).toString(16)}`
const lastLetter = /[a-z](?=[^a-z]*$)/

const SPELLINGS: [string, (path: string) => string][] = [
  ['unchanged', (path) => path],
  ['two slashes before', (path) => `/${path}`],
  ['many slashes before', (path) => `////${path}`],
  ['two slashes within', (path) => path.replace(/(?!^)\//, '//')],
  ['a slash at the end', (path) => `${path}/`],
  ['two slashes at the end', (path) => `${path}//`],
  ['an escaped slash before', (path) => `/%2F${path.slice(1)}`],
  ['an escaped slash instead', (path) => `/${path.slice(1).replace('/', '%2f')}`],
  ['an escaped slash at the end', (path) => `${path}%2F`],
  ['a slash escaped twice', (path) => `${path}%252F`],
  ['capitals', (path) => path.toUpperCase()],
  ['one capital', (path) => path.replace(lastLetter, (letter) => letter.toUpperCase())],
  ['an escaped letter', (path) => path.replace(lastLetter, escaped)],
  ['a letter escaped twice', (path) => path.replace(lastLetter, (letter) => `%25${escaped(letter).slice(1)}`)],
  ['every letter escaped', (path) => path.replaceAll(/[a-z]/g, escaped)],
  ['a dot at the end', (path) => `${path}.`],
  ['an escaped dot at the end', (path) => `${path}%2e`],
  ['a dot and a slash before', (path) => `/.${path}`],
  ['an escaped dot before', (path) => `/%2e${path}`],
  ['up and down again', (path) => `/x/..${path}`],
  ['up and down again, escaped', (path) => `/x/%2e%2e${path}`],
  ['up and down with escaped slashes', (path) => `/x%2F..${path}`],
  ['above the root', (path) => `/../..${path}`],
  ['up and down from an open path', (path) => `/livez/..${path}`],
  ['down from an open path', (path) => `/livez${path}`],
  ['up from below', (path) => `${path}/x/..`],
  ['a matrix parameter', (path) => `${path};x=y`],
  ['a matrix parameter before', (path) => `/;x${path}`],
  ['down by a matrix parameter', (path) => `/livez/..;${path}`],
  ['up and down from one', (path) => `/livez;x/..${path}`],
  ['an escaped semicolon', (path) => `${path}%3Bx`],
  ['NUL', (path) => `${path}%00`],
  ['NUL and an open path', (path) => `${path}%00/livez`],
  ['a line end', (path) => `${path}%0d%0a`],
  ['a tab', (path) => `${path}%09`],
  ['a space', (path) => `${path}%20`],
  ['an extension', (path) => `${path}.json`],
  ['an escaped backslash', (path) => `/%5C${path.slice(1)}`],
  ['an escaped query', (path) => `${path}%3Fx`],
  ['a query', (path) => `${path}?x=/livez`],
  ['a fragment', (path) => `${path}#/livez`],
  ['an overlong slash', (path) => `${path}%c0%af`],
  ['a full-width letter', (path) => path.replace(lastLetter, '%ef%bd%81')],
  ['a byte that is not UTF-8', (path) => `${path}%ff`],
  ['a broken escape', (path) => `${path}%`],
  ['half an escape', (path) => `${path}%2`],
  ['a URL', (path) => `http://other.example${path}`],
  ['a URL with two slashes', (path) => `http://other.example/${path}`],
  ['a URL without a path', (path) => `/http://other.example${path}`],
]

const test = onDatabase(sqlite)

/** The answer itself shows which check applied. */
async function hold(method: string, path: string, answer: RawAnswer): Promise<void> {
  const response = responseOf(answer)
  if (answer.status === 400) await conformingRefusal(response)
  // Another spelling of the last part may be read as an id. That path may not have the method (405).
  else await conforming(method, answer.status === 401 ? path : answer.status === 405 ? path.replace(/[^/]+$/, 'x') : '/nope', response)
}

describe.each(guarded)('$id', ({ method, path: template }) => {
  const path = template.replaceAll(/\{[^}]+\}/g, 'x')

  test.for(SPELLINGS)('needs a token, spelled with %s (B 4)', ([_, spelled], { service }) =>
    withConnection(service.url, async (connection) => {
      connection.write(`${method} ${spelled(path)} HTTP/1.1\r\nHost: a\r\n\r\n`)
      const answer = await connection.unchecked()
      expect([400, 401, 404, 405]).toContain(answer.status)
      await hold(method, path, answer)
    }),
  )
})

test('at least one operation is protected', () => expect(guarded.length).toBeGreaterThan(5))
