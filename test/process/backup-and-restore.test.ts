// R 11: the commands of docs/backup-and-restore.md, as they stand there, with real processes on both databases. PostgreSQL's own tools are not among the
// binaries that the tests bring along: `CREATE DATABASE … TEMPLATE` stands in for the dump and for its restore (children/postgres-tools.ts).
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { administer } from '../support/databases.ts'
import { shellIn } from '../support/page-shell.ts'
import { commandsOf } from './backup-page.ts'
import { folderWithAlice, openProtected, PASSWORD, type Running, start, temporaryFolder } from './mintmark.ts'

const NEW_PASSWORD = 'a new one of four words'
const EPOCH = 'mintmark restore-epoch --yes\n'

interface Tokens {
  access_token: string
  refresh_token: string
}

const form = (url: string, path: string, fields: Record<string, string>) =>
  fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(fields) })
const bearer = ({ access_token }: Tokens) => ({ authorization: `Bearer ${access_token}` })
const logIn = (url: string, password = PASSWORD) => form(url, '/token', { username: 'alice', password })
const tokens = async (answer: Promise<Response>) => (await (await answer).json()) as Tokens
const refresh = (url: string, { refresh_token }: Tokens) => form(url, '/token/refresh', { refresh_token })
const isOpen = async (url: string, { access_token }: Tokens) => (await openProtected(url, access_token)).status === 200
const kids = async (url: string) => {
  const { keys } = (await (await fetch(`${url}/.well-known/jwks.json`)).json()) as { keys: { kid: string }[] }
  return keys.map(({ kid }) => kid)
}

async function changePassword(url: string, session: Tokens): Promise<void> {
  const body = JSON.stringify({ current_password: PASSWORD, new_password: NEW_PASSWORD })
  const answer = await fetch(`${url}/me/password`, {
    method: 'PUT',
    headers: { ...bearer(session), 'content-type': 'application/json' },
    body,
  })
  expect(answer.status).toBe(204)
}

/** What happens between the backup and the restore. */
async function goOn(url: string, moved: Tokens, ended: Tokens): Promise<{ successor: Tokens; since: Tokens }> {
  const successor = await tokens(refresh(url, moved))
  expect((await fetch(`${url}/logout`, { method: 'POST', headers: bearer(ended) })).status).toBe(204)
  await changePassword(url, successor)
  return { successor, since: await tokens(logIn(url, NEW_PASSWORD)) }
}

async function stop(service: Running): Promise<void> {
  service.signal('SIGTERM')
  expect(await service.exit()).toBe(0)
}

/** The database as the page names it, with its role, on the server of the tests. */
async function pagePostgres(adminUrl: string): Promise<Record<string, string>> {
  const gone = ['mintmark', 'mintmark_replaced', 'mintmark_dump'].map((name) => `drop database if exists ${name} with (force)`)
  onTestFinished(() => administer(adminUrl, ...gone, 'drop role mintmark'))
  await administer(adminUrl, 'create role mintmark login', 'create database mintmark owner mintmark')
  const url = Object.assign(new URL(adminUrl), { username: 'mintmark', pathname: '/mintmark' }).href
  return { ADMIN_URL: adminUrl, DATABASE_URL: url, MINTMARK_SECRET: 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8' }
}

const postgresUrl = inject('postgresUrl')
const sites: [string, () => Promise<Record<string, string>>][] = [['SQLite', async () => ({ KEPT_APART: temporaryFolder() })]]
if (postgresUrl !== null) sites.push(['PostgreSQL', () => pagePostgres(postgresUrl)])

describe.each(sites)('%s', (section, prepare) => {
  test('R 11: every restore ends with restore-epoch', () => {
    expect(commandsOf(section, 'Back up')).not.toEqual([])
    expect(commandsOf(section, 'Restore').at(-1)).toBe(EPOCH)
  })

  test('R 11: a restored backup lives again until restore-epoch; then nothing older does, and logins work at once', async () => {
    const { ADMIN_URL = '', KEPT_APART = '', ...rest } = await prepare()
    // The port is another after each start, and the name of the service must not be.
    const env = { ...rest, MINTMARK_ISSUER: 'https://auth.example.com' }
    const folder = await folderWithAlice(env)
    const shell = shellIn(folder, { ...env, ADMIN_URL, KEPT_APART })
    const before = await start(folder, 'serve', env)
    const [moved, ended] = await Promise.all([tokens(logIn(before.url)), tokens(logIn(before.url))])
    for (const commands of commandsOf(section, 'Back up')) await shell(commands)
    const { successor, since } = await goOn(before.url, moved, ended)
    expect(await Promise.all([successor, since, ended].map((session) => isOpen(before.url, session)))).toEqual([true, true, false])
    const oldKids = await kids(before.url)
    await stop(before)

    for (const commands of commandsOf(section, 'Restore').slice(0, -1)) await shell(commands)
    const { url } = await start(folder, 'serve', env)
    // What was logged out is in again, the old password is good, and what was opened since is not there.
    expect(await Promise.all([moved, ended, since].map((session) => isOpen(url, session)))).toEqual([true, true, false])
    expect((await logIn(url, NEW_PASSWORD)).status).toBe(401)
    const meanwhile = await tokens(logIn(url))
    expect(await kids(url)).toEqual(oldKids)
    // Only the session that has moved on ends by itself, when its token is presented: it is ahead of the row.
    expect(await (await refresh(url, successor)).json()).toMatchObject({ reason: 'session_revoked' })
    expect(await isOpen(url, moved)).toBe(false)
    expect(await isOpen(url, ended)).toBe(true)

    await shell(EPOCH)
    const fresh = await tokens(logIn(url))
    expect(await isOpen(url, fresh)).toBe(true)
    expect((await refresh(url, fresh)).status).toBe(200)
    for (const older of [moved, ended, successor, since, meanwhile]) {
      expect(await isOpen(url, older)).toBe(false)
      expect((await refresh(url, older)).status).toBe(400)
    }
    expect((await kids(url)).filter((kid) => oldKids.includes(kid))).toEqual([])
  })
})
