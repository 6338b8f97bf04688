import type { Command } from 'commander'
import { DEMO_USERNAME } from '../accounts/user.ts'
import { type Config, type ReadConfig, readConfig } from '../config.ts'
import { createLog, standardError } from '../log.ts'
import { firstSignal } from '../ops/shutdown.ts'
import { createAccounts } from './accounts.ts'
import { DEMO_FILE, ensureDemoUser } from './dev-demo-user.ts'
import type { Listener } from './listen.ts'
import { isPortTaken } from './port-failure.ts'
import { addSettingsFlags, flagsOf, SERVICE_FLAGS } from './settings-flags.ts'
import type { Terminal } from './terminal.ts'

export function addDevCommand(program: Command, terminal: Terminal): void {
  const dev = program
    .command('dev')
    .summary('try it: nothing to set up')
    .description('Runs the service with nothing to set up: a database in .mintmark/, a demo user, and lines to paste. Not for production.')
  addSettingsFlags(dev, SERVICE_FLAGS).action(async (options: Record<string, unknown>) => {
    const signal = firstSignal()
    const { runService } = await import('./run-service.ts')
    const read = readConfig({ flags: flagsOf(options), mode: 'dev' })
    await runService({
      read,
      log: createLog(read.config.logLevel, standardError()),
      signal,
      takePort: (listen, http) => takePortOrAnother(listen, http, read, terminal),
      async prepare({ service, config, url }) {
        const password = await ensureDemoUser({ ...createAccounts(service.users, config), administration: service.userAdministration })
        return () => terminal.print(guide(url, password, config))
      },
    })
  })
}

/** Only a port that somebody asked for is insisted on. */
async function takePortOrAnother(
  listen: Listener['listen'],
  { host, port }: Config['http'],
  { sources }: ReadConfig,
  terminal: Terminal,
): Promise<number> {
  const asked = sources.some(({ variable, source }) => variable === 'PORT' && source !== 'default')
  try {
    return await listen(host, port)
  } catch (error) {
    if (asked || !isPortTaken(error)) throw error
    const taken = await listen(host, 0)
    terminal.print(`Port ${port} is taken, so it listens on ${taken}. Set PORT for another.`)
    return taken
  }
}

/** Lines for a POSIX shell with curl and sed, to be pasted as they stand, in this order. */
function guide(url: string, password: string, { database }: Config): string {
  const member = (name: string) => `$(echo "$ANSWER" | sed 's/.*"${name}":"\\([^"]*\\)".*/\\1/')`
  const keep = `TOKEN=${member('access_token')}; echo "$ANSWER"`
  return `
Mintmark is at ${url}

  user      ${DEMO_USERNAME}
  password  ${password}   (kept in ${DEMO_FILE})
  contract  ${url}/openapi.json
  keys      ${url}/.well-known/jwks.json

Log in:
  ANSWER=$(curl -sS -X POST ${url}/token -d "username=${DEMO_USERNAME}" --data-urlencode "password=${password}"); ${keep}

Open a protected route:
  curl -sS ${url}/protected -H "Authorization: Bearer $TOKEN"

Refresh, with the refresh token:
  ANSWER=$(curl -sS -X POST ${url}/token/refresh -d "refresh_token=${member('refresh_token')}"); ${keep}

Or with the access token alone; after that the refresh token is spent, and the next login brings another:
  ANSWER=$(curl -sS -X POST ${url}/token/refresh -H "Authorization: Bearer $TOKEN"); ${keep}

Accounts, while it runs:  ${database.kind === 'sqlite' ? `DATABASE_URL=sqlite:${database.file} ` : ''}npm run --silent mintmark -- users --help
Stop it with Ctrl-C.
`
}
