import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { SignJWT } from 'jose'
import type { Place } from './cores.ts'
import { answeredAfterMs, freePort } from './free-port.ts'
import { runInstall, type Server, type Settings, startProcess } from './process.ts'

const PACKAGES = ['fastapi', 'uvicorn', 'uvloop', 'httptools', 'jwt', 'bcrypt', 'multipart'].map((name) => `python3-${name}`)
const INSTALL = fileURLToPath(new URL('../../scripts/debian-packages.sh', import.meta.url))
const FOLDER = fileURLToPath(new URL('../peers/fastapi', import.meta.url))

/** The reason why this machine cannot run it. */
interface Missing {
  missing: string
}

/** The tutorials sign tokens with a secret. Everybody who verifies them has it. */
const SECRET = randomBytes(32).toString('hex')
export const FASTAPI_USER = { username: 'bench', password: 'a password of the bench' }

export interface FastApiCommand {
  command: string[]
  env: Settings
}

/** Runs one worker, with the loop and the parser that its documentation recommends, and no access log. */
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

/**
 * Installs the missing packages.
 *
 * @returns undefined if this machine can run it, otherwise the reason why not.
 */
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

/** Signs tokens as the service does at a login, without a password hash for each. */
export const fastApiTokens = (count: number): Promise<string[]> =>
  Promise.all(
    Array.from({ length: count }, (_, i) =>
      new SignJWT({ sub: `bench-${i}`, exp: Math.floor(Date.now() / 1000) + 900 })
        .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
        .sign(Buffer.from(SECRET)),
    ),
  )
