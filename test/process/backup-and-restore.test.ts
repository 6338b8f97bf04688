// The commands of docs/backup-and-restore.md, run exactly as written, with real processes on both databases
// (REQUIREMENTS R 11). The tests have no PostgreSQL tools, so children/postgres-tools.ts replaces dump and
// restore by `CREATE DATABASE … TEMPLATE`.
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

/** Changes the state between the backup and the restore. */
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

/** Creates the role and the database that the page names, on the tests' server. */
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
  test('every restore ends with restore-epoch (R 11)', () => {
    expect(commandsOf(section, 'Back up')).not.toEqual([])
    expect(commandsOf(section, 'Restore').at(-1)).toBe(EPOCH)
  })

  test('a restored backup revives sessions until restore-epoch, which ends them all (R 11)', async () => {
    const { ADMIN_URL = '', KEPT_APART = '', ...rest } = await prepare()
    // Each start has a new port, but the service's name must stay the same.
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
    // The logged-out session is alive again, the old password works, and newer sessions are gone.
    expect(await Promise.all([moved, ended, since].map((session) => isOpen(url, session)))).toEqual([true, true, false])
    expect((await logIn(url, NEW_PASSWORD)).status).toBe(401)
    const meanwhile = await tokens(logIn(url))
    expect(await kids(url)).toEqual(oldKids)
    // Only the moved session ends by itself, when its newer token is presented: its counter is ahead of the
    // row.
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
