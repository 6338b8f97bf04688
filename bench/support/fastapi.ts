import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { SignJWT } from 'jose'
import type { Place } from './cores.ts'
import { answeredAfterMs, freePort } from './free-port.ts'
import { runInstall, type Server, type Settings, startProcess } from './process.ts'

const PACKAGES = ['fastapi', 'uvicorn', 'uvloop', 'httptools', 'jwt', 'bcrypt', 'multipart'].map((name) => `python3-${name}`)
const INSTALL = fileURLToPath(new URL('../../scripts/debian-packages.sh', import.meta.url))
const FOLDER = fileURLToPath(new URL('../peers/fastapi', import.meta.url))

/** It cannot be had here, and why. */
interface Missing {
  missing: string
}

/** Tokens of the tutorials are signed with a secret that everybody who verifies them has. */
const SECRET = randomBytes(32).toString('hex')
export const FASTAPI_USER = { username: 'bench', password: 'a password of the bench' }

export interface FastApiCommand {
  command: string[]
  env: Settings
}

/** One worker, with the loop and the parser that its documentation recommends, and no access log. */
export function fastApiCommand(port: number): FastApiCommand {
  const options = ['--host', '127.0.0.1', '--port', String(port), '--loop', 'uvloop', '--http', 'httptools']
  return {
    command: [
      '/usr/bin/python3',
      '-m',
      'uvicorn',
      '--app-dir',
      FOLDER,
      'service:app',
      ...options,
      '--no-access-log',
      '--log-level',
      'warning',
    ],
    env: { SECRET_KEY: SECRET, USERNAME: FASTAPI_USER.username, PASSWORD: FASTAPI_USER.password, PYTHONDONTWRITEBYTECODE: '1' },
  }
}

let whyMissing: Promise<string | undefined> | undefined

/** Installs what is missing. @returns why this machine cannot have it, or undefined if it can. */
export function fastApiMissing(): Promise<string | undefined> {
  whyMissing ??= runInstall([INSTALL, ...PACKAGES]).then(
    () => undefined,
    (error: Error) =>
      error.message
        .split('\n')
        .at(-1)!
        .trim()
        .replace(/^skipped: |\.$/g, '') || `${PACKAGES.join(', ')} could not be installed`,
  )
  return whyMissing
}

export async function startFastApi(place: Place): Promise<Server | Missing> {
  const missing = await fastApiMissing()
  if (missing !== undefined) return { missing }
  const port = await freePort()
  const { command, env } = fastApiCommand(port)
  const running = startProcess('FastAPI', command, { place, env })
  await Promise.race([answeredAfterMs(port, 20), running.failed])
  return { ...running, port }
}

/** As the service signs them at a login, without a password hash for each. */
export const fastApiTokens = (count: number): Promise<string[]> =>
  Promise.all(
    Array.from({ length: count }, (_, i) =>
      new SignJWT({ sub: `bench-${i}`, exp: Math.floor(Date.now() / 1000) + 900 })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .sign(Buffer.from(SECRET)),
    ),
  )
