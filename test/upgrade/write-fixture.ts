/**
 * Writes the rows of an earlier build, and the tokens that it issues for them, as JSON to standard output.
 * This made `test/data/fixtures/865989d.json`, on SQLite, because both engines have the same rows:
 *
 *     git worktree add ../earlier 865989d && (cd ../earlier && npm ci)
 *     EARLIER_BUILD=$PWD/../earlier node test/upgrade/write-fixture.ts > test/data/fixtures/865989d.json
 *
 * @module
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { createBuild, type Env } from './build.ts'
import { form, json, send } from './people.ts'

const PASSWORD = 'a password of four words'
const SECRET = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const ISSUER = 'http://localhost:8080'

const build = createBuild(process.env.EARLIER_BUILD!)
const folder = mkdtempSync(join(tmpdir(), 'mintmark-fixture-'))
const file = join(folder, 'mintmark.db')
const env: Env = {
  PORT: '0',
  DATABASE_URL: `sqlite:${file}`,
  MINTMARK_ISSUER: ISSUER,
  MINTMARK_SECRET: SECRET,
  MINTMARK_ARGON2_MEMORY_KIB: '7168',
  MINTMARK_ARGON2_PASSES: '5',
}

try {
  await build.run(env, 'migrate')
  for (const name of ['alice', 'bob']) await build.run(env, `users add ${name} --password-stdin`, PASSWORD)
  await build.run(env, 'clients add mail --public --grant password --scope data:read')
  await build.run(env, 'clients add web --public --grant password --grant refresh_token --scope data:read')
  const { secret } = JSON.parse(await build.run(env, 'clients add shop --json'))
  const { url, stop } = await build.serve(env)
  const logIn = async (fields: Record<string, string> = {}) =>
    (await form(url, '/token', { grant_type: 'password', username: 'alice', password: PASSWORD, ...fields })).body
  const basic = { authorization: `Basic ${btoa(`shop:${secret}`)}` }
  const tokens = {
    phone: await logIn(),
    loggedOut: await logIn(),
    mail: await logIn({ client_id: 'mail' }),
    web: await logIn({ client_id: 'web' }),
    service: (await form(url, '/token', { grant_type: 'client_credentials' }, basic)).body,
  }
  await send(url, '/logout', { method: 'POST', headers: { authorization: `Bearer ${tokens.loggedOut.access_token}` } })
  for (let guess = 0; guess < 10; guess += 1) await json(url, 'POST', '/login', { username: 'bob', password: 'wrong' })
  await stop()
  const db = new Sqlite(file, { readonly: true })
  const tables = db
    .prepare("select name from sqlite_master where type = 'table' and name not like 'kysely_%' and name not like 'sqlite_%'")
    .pluck()
  const rows = Object.fromEntries(tables.all().map((name) => [name as string, db.prepare(`select * from ${name}`).all()]))
  db.close()
  console.log(
    JSON.stringify(
      { issuer: ISSUER, serviceSecret: SECRET, clientSecret: secret, password: PASSWORD, madeAtMs: Date.now(), tokens, rows },
      null,
      1,
    ),
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
