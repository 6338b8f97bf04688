/**
 * `node scripts/prime-compile-cache.ts PROGRAM`: runs a service and some commands on a database of its own.
 * Node then stores their compiled code in the folder `NODE_COMPILE_CACHE`. Everything else is deleted.
 *
 * @module
 */

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [program] = process.argv.slice(2)
const folder = await mkdtemp(join(tmpdir(), 'mintmark-prime-'))
const port = await freePort()
const url = `http://127.0.0.1:${port}`
const password = 'a password of nobody'
const settings = { PORT: String(port), HOST: '127.0.0.1', MINTMARK_ISSUER: url, DATABASE_URL: `sqlite:${folder}/mintmark.db` }

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return address.port
}

function start(...args: string[]): ChildProcess {
  const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, ...settings }
  return spawn(process.execPath, [program!, ...args], { env, stdio: ['pipe', 'ignore', 'inherit'] })
}

/**
 * Runs a command and waits until it ends.
 *
 * @throws {Error} if it fails.
 */
async function run(args: string[], input = ''): Promise<void> {
  const child = start(...args)
  child.stdin!.end(input)
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`)
}

/** Sends the requests that a service gets most. */
async function ask(): Promise<void> {
  const logIn = await fetch(`${url}/token`, { method: 'POST', body: new URLSearchParams({ username: 'alice', password }) })
  const { access_token, refresh_token } = (await logIn.json()) as { access_token: string; refresh_token: string }
  await fetch(`${url}/protected`, { headers: { authorization: `Bearer ${access_token}` } })
  await fetch(`${url}/token/refresh`, { method: 'POST', body: new URLSearchParams({ refresh_token }) })
  await fetch(`${url}/.well-known/jwks.json`)
}

try {
  await run(['migrate'])
  await run(['users', 'add', 'alice', '--password-stdin'], password)
  const service = start('serve')
  const ended = once(service, 'exit')
  while ((await fetch(`${url}/readyz`).catch(() => undefined))?.ok !== true) {
    if (service.exitCode !== null) throw new Error('The service did not start.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await ask()
  await run(['health'])
  service.kill('SIGTERM')
  await ended
  for (const command of ['users list', 'clients list', '--help']) await run(command.split(' '))
} finally {
  await rm(folder, { recursive: true })
}
