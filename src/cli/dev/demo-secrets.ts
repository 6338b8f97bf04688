import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { DEMO_USERNAME } from '../../accounts/user.ts'
import { DEMO_CLIENT_ID } from '../../clients/client.ts'
import { type ClientSecrets, givenSecretProblem } from '../../clients/client-secret.ts'
import { DEV_FOLDER } from '../../config/service-settings.ts'
import { generatePassword } from '../users/new-password.ts'

export const DEMO_FILE = `${DEV_FOLDER}/demo.json`

/** What the demo user and the demo client log in with. */
export interface DemoSecrets {
  password: string
  clientSecret: string
}

/**
 * Returns the demo secrets of the last start, so that the lines of yesterday still work. A secret that is
 * missing, or too short by now, is made and saved.
 */
export function demoSecrets({ minPasswordLength, make }: { minPasswordLength: number; make: ClientSecrets['make'] }): DemoSecrets {
  const { password, client_secret: clientSecret } = read()
  const hasPassword = typeof password === 'string' && password.length >= minPasswordLength
  const hasClientSecret = typeof clientSecret === 'string' && givenSecretProblem(clientSecret) === undefined
  const secrets = {
    password: hasPassword ? password : generatePassword(minPasswordLength),
    clientSecret: hasClientSecret ? clientSecret : make(),
  }
  if (!hasPassword || !hasClientSecret) save(secrets)
  return secrets
}

function read(): Record<string, unknown> {
  try {
    return Object(JSON.parse(readFileSync(DEMO_FILE, 'utf8')))
  } catch {
    return {}
  }
}

function save({ password, clientSecret }: DemoSecrets): void {
  const content = { username: DEMO_USERNAME, password, client_id: DEMO_CLIENT_ID, client_secret: clientSecret }
  mkdirSync(dirname(DEMO_FILE), { recursive: true, mode: 0o700 })
  writeFileSync(DEMO_FILE, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 })
  chmodSync(DEMO_FILE, 0o600) // The mode above applies to a new file only.
}
