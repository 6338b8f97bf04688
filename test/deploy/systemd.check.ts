// Only process 1 may run the unit, so systemd just reads it here. The tools of util-linux apply its files,
// rights and limits, but not its filter of system calls.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { ROOT } from './manifests.ts'
import { run } from './tools.ts'
import { directive, unitText } from './unit.ts'

const USER = 65532

/** Returns a new folder of a plain path, which the unit may name. */
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mintmark-unit-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  chmodSync(folder, 0o755)
  return folder
}

/** Writes the unit with a command that exists on this machine, and with other changes. */
function unitWith(change: (text: string) => string = (text) => text): string {
  const path = join(newFolder(), 'mintmark.service')
  writeFileSync(path, change(unitText.replace(/^(ExecStart=)\S+/m, `$1${process.execPath}`)))
  return path
}

test('systemd understands the whole unit', async () => {
  expect(await run('systemd-analyze', ['verify', '--man=no', '--recursive-errors=no', unitWith()])).toMatchObject({ code: 0, said: '' })
})

test('systemd finds a planted fault', async () => {
  const { said } = await run('systemd-analyze', [
    'verify',
    '--man=no',
    '--recursive-errors=no',
    unitWith((text) => text.replace('ProtectHome=yes', 'ProtectHouse=yes')),
  ])
  expect(said).toContain('ProtectHouse')
})

/** systemd counts exposure from 0 to 100 in these options. */
const security = (path: string) => run('systemd-analyze', ['security', '--offline=true', '--threshold=15', '--no-pager', path])

test('its exposure is at most 1.5 of 10', async () => {
  const { code, said } = await security(unitWith())
  expect(code, said).toBe(0)
  console.info(said.trim().split('\n').at(-1))
  expect((await security(unitWith((text) => text.replace(/^SystemCall.*\n/gm, '')))).code).not.toBe(0)
})

test('machine code may be written, because V8 compiles', () => {
  expect(unitText).not.toMatch(/^MemoryDenyWriteExecute/m)
})

test('it serves with the rights and limits of the unit (F 7)', async () => {
  const folder = newFolder()
  const [state, port] = [join(folder, 'state'), await freePort()]
  mkdirSync(state, { mode: Number.parseInt(directive('StateDirectoryMode'), 8) })
  chownSync(state, USER, USER)
  // Everything is read-only except the state, /tmp is private, and /proc shows only processes.
  const limits = [`--nofile=${directive('LimitNOFILE')}`, `--core=${directive('LimitCORE')}`]
  const rights = [`--reuid=${USER}`, `--regid=${USER}`, '--clear-groups', '--bounding-set=-all', '--inh-caps=-all', '--no-new-privs']
  // The checkout may be below /tmp, which becomes another one.
  const serve = [process.execPath.replace(ROOT, '/srv/'), '/srv/dist/main.cjs', 'serve']
  const script = `
    mount --make-rprivate /
    mount --bind "$1" /mnt
    mount --bind "$2" /srv
    mount -o remount,bind,ro /srv
    mount -o remount,bind,ro /
    mount -t tmpfs -o mode=1777 tmpfs /tmp
    mount -t proc -o subset=pid,hidepid=2 proc /proc
    cd /mnt; umask ${directive('UMask')}; shift 2; exec "$@"`
  const command = ['bash', '-euc', script, 'unit', state, ROOT, 'prlimit', ...limits, 'setpriv', ...rights, ...serve]
  const env = {
    PATH: '/usr/bin:/bin',
    DATABASE_URL: 'sqlite:/mnt/mintmark.db',
    MINTMARK_ISSUER: `http://localhost:${port}`,
    PORT: String(port),
    MINTMARK_MANAGEMENT_PORT: 'off',
  }
  const child = spawn('unshare', ['--mount', '--pid', '--fork', '--kill-child', ...command], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  const exited = once(child, 'exit')
  let over = false
  exited.then(() => (over = true))
  onTestFinished(() => void child.kill('SIGKILL'))
  while (!over && !(await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.ok) await sleep(50)
  expect(over, said).toBe(false)

  const [served] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').split(' ')
  const status = readFileSync(`/proc/${served}/status`, 'utf8')
  for (const [line, value] of [
    ['CapEff', '0'.repeat(16)],
    ['CapBnd', '0'.repeat(16)],
    ['NoNewPrivs', '1'],
    ['Umask', directive('UMask')],
  ]) {
    expect(status).toMatch(new RegExp(`^${line}:\\s*${value}$`, 'm'))
  }
  expect(readFileSync(`/proc/${served}/limits`, 'utf8')).toMatch(new RegExp(`^Max open files\\s+${directive('LimitNOFILE')} `, 'm'))
  expect(readFileSync(`/proc/${served}/mountinfo`, 'utf8')).toMatch(/^\d+ \d+ \S+ \S+ \/ ro,/m)
  // Hashes a password, and writes to the database.
  const wrong = await fetch(`http://127.0.0.1:${port}/token`, {
    method: 'POST',
    body: new URLSearchParams({ username: 'nobody', password: 'wrong' }),
  })
  expect(wrong.status).toBe(401)
  expect(existsSync(join(state, 'mintmark.db'))).toBe(true)

  const began = Date.now()
  process.kill(Number(served), 'SIGTERM')
  expect((await exited)[0], said).toBe(0)
  expect(Date.now() - began).toBeLessThan(Number(directive('TimeoutStopSec')) * 1000)
})
