// A refresh is one page: few files run, and fewer explain it. Each token is opened once, read once and
// rotated once.
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { databases, temporaryFolder } from '../support/databases.ts'
import { type RunningService, startService } from '../support/service.ts'
import { asBearer, byForm, countedRefresh } from './counted-refresh.ts'

/**
 * The files that a reader opens to follow POST /token/refresh by form, from the handler to the row and back.
 */
const PAGE: Record<string, string> = {
  'http/operations/token/refresh-token.ts': 'the handler: a form or a Bearer token, and the answer',
  'http/request/client-credentials.ts': 'what the request presents for its client',
  'clients/client-authentication.ts': 'who the client is',
  'oauth/refresh.ts': 'the page itself, step by step',
  'oauth/presented-token.ts': 'what is presented: three ways to send a token',
  'sessions/refresh-token.ts': 'what a refresh token is: opened, and made again',
  'data/standing.ts': 'the one read: session, user, client, epochs, keys',
  'sessions/rotation.ts': 'reuse and grace',
  'sessions/epoch.ts': 'whether the session is alive',
  'oauth/scope.ts': 'the scope that is granted',
  'data/rotation.ts': 'the one guarded UPDATE',
  'oauth/access-token.ts': 'the token that is signed',
}

/** The steps of `oauth/refresh.ts`, in this order. */
const STEPS = [
  'await open(',
  'limiter.count(',
  '.findStanding(',
  'judge(',
  'refreshScope(',
  'audienceForPerson(',
  '.rotate(',
  '.issueForSession(',
]

/** Files that make a request faster, each with its reason. They do not count in `MOST_FILES`. */
const FOR_SPEED: Record<string, string> = {
  'http/check.ts': 'checks run without promises, which Hono makes for each step',
  'http/server/arrivals.ts': 'requests of one turn ask the database once for new commits',
  'keys/jws-signature.ts': 'node:crypto signs and verifies faster than jose',
}

/** Files that count and report. No answer depends on them, so they do not count in `MOST_FILES` either. */
const FOR_OPERATORS: Record<string, string> = {
  'counts/durations.ts': 'how long requests took, for /metrics',
  'data/event-report.ts': 'events that were written, for the log and the streams',
}

/** On a slow disk the writer is a thread, and a request runs this file as well. */
const ONLY_ON_SLOW_DISKS = 'data/sqlite/worker-messages.ts'

/** The most other files of `src/` that may run in one request. Lower a number when fewer run. */
const MOST_FILES = { form: 40, 'Bearer mrt_': 40, 'Bearer access token': 40, 'repeated /protected': 16 }

describe('the files', () => {
  let files: Record<string, string[]>
  beforeAll(async () => {
    const child = fileURLToPath(new URL('./children/files-that-run.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(process.execPath, [child, temporaryFolder()])
    files = JSON.parse(stdout)
  })

  test('at most 12 files explain a refresh, and all of them run', () => {
    expect(Object.keys(PAGE).length).toBeLessThanOrEqual(12)
    expect(Object.keys(PAGE).filter((path) => !existsSync(`src/${path}`))).toEqual([])
    expect(Object.keys(PAGE).filter((path) => !files.form!.includes(path))).toEqual([])
  })

  test('each file that does not count runs', () => {
    const all = Object.values(files).flat()
    expect(Object.keys({ ...FOR_SPEED, ...FOR_OPERATORS }).filter((path) => !all.includes(path))).toEqual([])
  })

  test('the page has its steps in their order', () => {
    const text = readFileSync('src/oauth/refresh.ts', 'utf8')
    const body = text.slice(text.indexOf('export function createRefresh'))
    const places = STEPS.map((step) => body.indexOf(step))
    expect(places).not.toContain(-1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  })

  test.each(Object.entries(MOST_FILES))('a request by %s runs at most %i files', (name, most) => {
    const uncounted = Object.keys({ ...FOR_SPEED, ...FOR_OPERATORS }).concat(ONLY_ON_SLOW_DISKS)
    const ran = files[name]!.filter((path) => !uncounted.includes(path))
    // The message lists the files, so that a new one is seen.
    expect(ran.length, `${ran.length} files ran:\n${ran.join('\n')}\n`).toBeLessThanOrEqual(most)
  })
})

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let counted: () => ReturnType<typeof countedRefresh>
  beforeAll(async () => {
    const fresh = await database.fresh()
    s = await startService(fresh.config)
    await s.addUser('alice')
    const beside = await fresh.open()
    counted = () => countedRefresh(s, beside)
  })
  afterAll(() => s.stop())

  test.each(['form', 'Bearer mrt_'] as const)('by %s: one HMAC check, one read, one guarded UPDATE', async (how) => {
    const { asked, refresh } = counted()
    const { refresh_token } = await s.logIn('alice')
    const presented = how === 'form' ? byForm(refresh_token) : asBearer(refresh_token)
    expect(await refresh(presented)).toMatchObject({ kind: 'refreshed', scope: 'data:read' })
    expect(asked).toEqual(['open', 'read', 'rotate'])
  })

  test('by access token: one read, for its verification, and one guarded UPDATE', async () => {
    const { asked, refresh } = counted()
    const { access_token } = await s.logIn('alice')
    const refreshed = await refresh(asBearer(access_token))
    expect(refreshed).toMatchObject({ kind: 'refreshed', scope: 'data:read' })
    expect(refreshed).not.toHaveProperty('refreshToken')
    expect(asked).toEqual(['read', 'rotate'])
  })

  test('a retry reads once and rotates nothing', async () => {
    const { asked, refresh } = counted()
    const { refresh_token } = await s.logIn('alice')
    await refresh(byForm(refresh_token))
    asked.length = 0
    expect(await refresh(byForm(refresh_token))).toMatchObject({ kind: 'refreshed' })
    expect(asked).toEqual(['open', 'read'])
  })

  test('of two refreshes at once, both get one successor', async () => {
    const { asked, refresh } = counted()
    const { refresh_token } = await s.logIn('alice')
    const both = await Promise.all([refresh(byForm(refresh_token)), refresh(byForm(refresh_token))])
    const successors = both.map((one) => (one.kind === 'refreshed' ? one.refreshToken?.token : one.reason))
    expect(new Set(successors).size).toBe(1)
    // The one that lost reads once more.
    expect(asked.filter((what) => what === 'read').length).toBeLessThanOrEqual(3)
  })
})
