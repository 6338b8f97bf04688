import { randomBytes } from 'node:crypto'
import { answeredAfterMs, freePort } from '../support/free-port.ts'
import { nodeCommand, runToEnd, type Server, type Settings, type StartOptions, startProcess } from '../support/process.ts'
import { createMint, type Mint } from './mint.ts'
import { openRows, type Rows } from './rows.ts'
import type { Store } from './store.ts'
import type { Tree } from './tree.ts'

const USERNAME = 'bench'
export const PASSWORD = 'a password of the bench'

/**
 * A service with its data, which does not run yet. So the measured process makes none of the minted tokens.
 */
export interface Prepared {
  tree: Tree
  store: Store
  rows: Rows
  mint: Mint
  env: Settings
  /** Runs a command of `mintmark` on its data. */
  command(args: string[], input?: string): Promise<string>
  /** Starts `serve`, and waits until it answers. */
  serve(options?: Partial<StartOptions>): Promise<Server>
  remove(): Promise<void>
}

/** Makes the data of a service: one user, who has logged in once. */
export async function prepare(tree: Tree, store: Store, settings: Settings = {}): Promise<Prepared> {
  const secret = randomBytes(32)
  // The settings for a proxy that ends TLS. All others have their defaults.
  const env = {
    DATABASE_URL: store.url,
    MINTMARK_SECRET: secret.toString('base64url'),
    MINTMARK_ISSUER: 'https://auth.example.com',
    ...settings,
  }
  const command = (args: string[], input = '') => runToEnd(nodeCommand(tree.entry, args), { env, input })
  const serve = (options: Partial<StartOptions> = {}) => startService(tree, env, options)

  await command(['migrate'])
  await command(['users', 'add', USERNAME, '--password-stdin'], PASSWORD)
  const service = await serve({ place: 'load' })
  const accessToken = await logIn(service.port).finally(service.stop)
  const rows = await openRows(store.url)
  return {
    tree,
    store,
    rows,
    env,
    command,
    serve,
    mint: await createMint({ rows, secret, accessToken }),
    async remove() {
      await rows.close()
      await store.remove()
    },
  }
}

/** Starts the service as an operator does. Nothing of the bench is inside the process. */
async function startService(tree: Tree, env: Settings, options: Partial<StartOptions>): Promise<Server> {
  const port = await freePort()
  const command = nodeCommand(tree.entry, ['serve'], options.profileFolder)
  const running = startProcess(tree.name, command, { place: 'server', ...options, env: { ...env, PORT: String(port) } })
  await Promise.race([answeredAfterMs(port, 10), running.failed])
  return { ...running, port }
}

async function logIn(port: number): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ username: USERNAME, password: PASSWORD })
  const answer = await fetch(`http://127.0.0.1:${port}/login`, { method: 'POST', headers, body })
  if (!answer.ok) throw new Error(`The login was answered with ${answer.status}.`)
  return ((await answer.json()) as { access_token: string }).access_token
}
