import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Child, type ChildOptions, startChild } from '../support/child.ts'
import { answeredAfterMs, freePort } from '../support/free-port.ts'
import { createDataFolder } from './data-folder.ts'
import { createMint, type Mint } from './mint.ts'

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const USERNAME = 'bench'
export const PASSWORD = 'a password of the bench'

/** A service that runs on data of its own. */
export interface Mintmark extends Child {
  port: number
  mint: Mint
  file: string
}

export async function startMintmark(options: ChildOptions): Promise<Mintmark> {
  const folder = createDataFolder()
  try {
    const env = { ...process.env, ...folder.env, PORT: String(await freePort()) }
    for (const command of [['migrate'], ['users', 'add', USERNAME, '--password-stdin']])
      execFileSync(process.execPath, [MAIN, ...command], { env, input: PASSWORD, stdio: ['pipe', 'ignore', 'inherit'] })
    const child = await startChild('servers/mintmark.ts', { ...options, env })
    const port = child.hello.port as number
    await answeredAfterMs(port, 20)
    return {
      ...child,
      port,
      file: folder.file,
      mint: await createMint(folder, await logIn(port)),
      async stop() {
        await child.stop()
        folder.remove()
      },
    }
  } catch (error) {
    folder.remove()
    throw error
  }
}

/** An access token. */
async function logIn(port: number): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ username: USERNAME, password: PASSWORD })
  const answer = await fetch(`http://127.0.0.1:${port}/login`, { method: 'POST', headers, body })
  if (!answer.ok) throw new Error(`The login was answered with ${answer.status}.`)
  return ((await answer.json()) as { access_token: string }).access_token
}
