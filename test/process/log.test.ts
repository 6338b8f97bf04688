import { expect, test } from 'vitest'
import { createLog, type LogDetails } from '../../src/log.ts'

function linesOf(details: LogDetails, message = 'It happened.'): string[] {
  const lines: string[] = []
  createLog('debug', { write: (line) => lines.push(line) }).warn(message, details)
  return lines
}
const entryOf = (details: LogDetails) => JSON.parse(linesOf(details)[0]!)

test('a log entry is one line of JSON with fixed members', () => {
  const [line, ...more] = linesOf({ userId: 'usr_1', count: 2 })
  expect(more).toEqual([])
  expect(line).toMatch(/^\{.*\}\n$/)
  expect(JSON.parse(line!)).toEqual({
    level: 'warn',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    message: 'It happened.',
    userId: 'usr_1',
    count: 2,
  })
})

test.each([
  ['line feed', '\n'],
  ['carriage return', '\r'],
  ['next line', '\u0085'],
  ['line separator', '\u2028'],
  ['escape', '\u001b[2K'],
  ['C1 control sequence', '\u009b2K'],
  ['right-to-left override', '\u202e'],
])("a client's %s is logged escaped, without loss (G 2)", (_, characters) => {
  const sent = `eve${characters}{"level":"info","message":"forged"}`
  const [line] = linesOf({ sent })
  expect(line!.slice(0, -1)).not.toContain(characters)
  expect(JSON.parse(line!).sent).toBe(sent)
})

test('a detail cannot replace the level, the time or the message (G 2)', () => {
  const entry = entryOf({ level: 'info', time: 'never', message: 'forged' })
  expect(entry).toMatchObject({ level: 'warn', message: 'It happened.', level_: 'info' })
})

test('an error is logged with all its causes', () => {
  const cause = Object.assign(new TypeError('the disk is full'), { code: 'ENOSPC' })
  const entry = entryOf({ error: new Error('not written', { cause }) })
  expect(entry.error).toMatchObject({ name: 'Error', message: 'not written', stack: expect.stringContaining('log.test.ts') })
  expect(entry.error.cause).toMatchObject({ name: 'TypeError', message: 'the disk is full', code: 'ENOSPC' })
})

test('an error that is its own cause does not loop', () => {
  const error = new Error('round')
  error.cause = error
  expect(linesOf({ error })).toHaveLength(1)
})

test('requests, headers and statements of an error are left out (G 1)', () => {
  const token = 'mrt_not-for-the-log'
  const request = new Request('http://a.example', { method: 'POST', body: token, headers: { authorization: token } })
  const error = Object.assign(new Error('failed', { cause: { parameters: [token] } }), { request, parameters: [token], headers: { token } })
  expect(linesOf({ error, request, headers: request.headers, body: Buffer.from(token), nested: { token } })[0]).not.toContain(token)
})

test('entries below the log level are not written', () => {
  const lines: string[] = []
  const log = createLog('error', { write: (line) => lines.push(line) })
  log.debug('a')
  log.info('b')
  log.warn('c')
  log.error('d')
  expect(lines).toHaveLength(1)
})
