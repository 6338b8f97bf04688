// The lines of `dev` on a terminal.
import { describe, expect, test } from 'vitest'
import { mendOf, withMends } from '../../src/cli/dev/mends.ts'
import { createScreenLog } from '../../src/cli/dev/screen-log.ts'
import type { Config } from '../../src/config.ts'
import type { Log } from '../../src/log.ts'

const PLACE = { command: 'npm run mintmark --', contract: '/docs' }

function linesOf(level: Config['logLevel'], entries: (log: Log) => void, colours = false): string[] {
  const lines: string[] = []
  entries(withMends(createScreenLog(level, { colours }, { write: (line) => lines.push(line) }), PLACE))
  return lines
}
const answered = { request: 'a-1', method: 'GET', path: '/me', status: 200, tookMs: 3, address: '127.0.0.1' }

describe('a request', () => {
  test.each<[string, object, string]>([
    ['that succeeded', {}, 'GET     /me                    200    3 ms\n'],
    [
      'that was refused for a reason',
      { status: 401, code: 'wrong_credentials', reason: 'locked', user: 'usr_1' },
      'GET     /me                    401    3 ms  Locked. After many wrong passwords the right one must wait too: `npm run mintmark -- users unlock usr_1`.\n',
    ],
    [
      'that was refused without one',
      { status: 405, code: 'method_not_allowed' },
      'GET     /me                    405    3 ms  Method not allowed. The header Allow of the answer names the methods of this path.\n',
    ],
    ['that met a defect', { status: 500 }, 'GET     /me                    500    3 ms  A defect: see the error above.\n'],
    [
      'whose path would move the cursor',
      { path: '/\u001b[2J\u202e\n' },
      'GET     /\\u{1b}[2J\\u{202e}\\u{a}  200    3 ms\n'.replace('  200', ' 200'),
    ],
  ])('%s is one line', (_, details, expected) => {
    expect(linesOf('info', (log) => log.info('answered', { ...answered, ...details }))).toEqual([expected])
  })

  test('that succeeded is shown, although its JSON entry has level `debug`', () => {
    expect(linesOf('info', (log) => log.debug('answered', answered))).toHaveLength(1)
    expect(linesOf('warn', (log) => log.debug('answered', answered))).toEqual([])
  })
})

describe('any other entry', () => {
  test.each<[string, Config['logLevel'], (log: Log) => void, string[]]>([
    ['is a sentence with its details', 'info', (log) => log.info('stopping', { signal: 'SIGINT' }), ['Stopping. (signal: SIGINT)\n']],
    [
      'says the cause, but no place in the code',
      'info',
      (log) => log.warn('the database cannot be used', { error: new Error('It is away.', { cause: new Error('disk full') }) }),
      ['Warning: The database cannot be used. It is away: disk full.\n'],
    ],
    ['of the level debug is left out', 'info', (log) => log.debug('refused', { code: 'x' }), []],
    ['of the level debug is shown if it was asked for', 'debug', (log) => log.debug('refused', { code: 'x' }), ['Refused. (code: x)\n']],
    ['is left out at level silent', 'silent', (log) => log.error('refused'), []],
  ])('%s', (_, level, entries, expected) => expect(linesOf(level, entries)).toEqual(expected))

  test('of a defect has the place in the code', () => {
    const [line] = linesOf('info', (log) => log.error('a defect', { error: new TypeError('x is not a function') }))
    expect(line).toMatch(/^Error: A defect\. X is not a function\.\n +at .*screen-log\.test\.ts/)
  })
})

test('there are colours only if requested', () => {
  const entries = (log: Log) => log.info('answered', { ...answered, status: 404, code: 'not_found' })
  expect(linesOf('info', entries)[0]).not.toContain('\u001b')
  expect(linesOf('info', entries, true)[0]).toContain('\u001b[33m404')
})

test('an entry that is not a refusal has no remedy', () => {
  expect(mendOf({ signal: 'SIGINT' }, PLACE)).toBeUndefined()
  expect(mendOf({ code: 'not_found' }, PLACE)).toBe('/docs has every path.')
})
