import type { Command } from 'commander'
import { DEMO_USERNAME } from '../accounts/user.ts'
import type { UserStore } from '../accounts/user-store.ts'
import { usernameKey } from '../accounts/username.ts'
import { DEMO_CLIENT_ID } from '../clients/client.ts'
import type { ClientStore } from '../clients/client-store.ts'
import { type Config, readConfig } from '../config.ts'
import { createLog, type Log } from '../log.ts'
import { firstSignal } from '../ops/shutdown.ts'
import { recordIssuer, type ServiceRecordStore } from '../service-state.ts'
import { addSettingsFlags, flagsOf, SERVICE_FLAGS } from './settings-flags.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'
import type { Terminal } from './support/terminal.ts'

export function addServeCommand(program: Command, _terminal: Terminal): void {
  const serve = program
    .command('serve')
    .summary('run the service')
    .description(
      'Runs the service. Logs lines of JSON to standard output. SIGTERM or SIGINT stops it after it has answered the requests in flight.',
    )
  addSettingsFlags(serve, SERVICE_FLAGS).action(async (options: Record<string, unknown>) => {
    const signal = firstSignal()
    // Loads the modules of the whole service. Other commands start sooner without them.
    const { runService } = await import('./run-service.ts')
    const read = readConfig({ flags: flagsOf(options), mode: 'serve' })
    const log = createLog(read.config.logLevel)
    await runService({
      read,
      log,
      signal,
      takePort: (listen, { host, port }) => listen(host, port),
      async prepare({ service, config, url }) {
        await refuseDevLeftovers(service)
        await warnOfOtherIssuer(service, config, log)
        return () => log.info('listening', { url, issuer: config.issuer })
      },
    })
  })
}

/** Records the issuer for commands and for the next start. Warns if the last start had another issuer. */
async function warnOfOtherIssuer({ record }: { record: ServiceRecordStore }, { issuer }: Config, log: Log): Promise<void> {
  const before = await recordIssuer(record, issuer)
  if (before === undefined) return
  log.warn(
    'The service was started on this database under another issuer before. Each refuses the access tokens of the other; sessions go on, and a refresh brings a token of this one. ' +
      'If both still run, give them the same MINTMARK_ISSUER.',
    { issuer, before },
  )
}

/**
 * Refuses a database with the demo user or the demo client of `dev`, whose secrets are in a file. A user or a
 * client that got the name later does not count.
 *
 * @throws {CommandFailure} if the demo user or the demo client is enabled.
 */
async function refuseDevLeftovers({
  users,
  clients,
  record,
}: {
  users: UserStore
  clients: ClientStore
  record: ServiceRecordStore
}): Promise<void> {
  const { devAtMs } = await record.read()
  if (devAtMs === null) return
  const leftovers = [
    { entry: await users.findByUsernameKey(usernameKey(DEMO_USERNAME)), kind: 'user', command: 'users', name: DEMO_USERNAME },
    { entry: await clients.find(DEMO_CLIENT_ID), kind: 'client', command: 'clients', name: DEMO_CLIENT_ID },
  ].filter(({ entry }) => entry !== undefined && entry.disabledAtMs === null && entry.createdAtMs <= devAtMs)
  if (leftovers.length === 0) return record.markDev(null)
  const named = leftovers.map(({ kind, name }) => `the ${kind} ${name}`).join(' and ')
  const commands = leftovers.map(({ command, name }) => `mintmark ${command} delete ${name}`).join('; ')
  throw new CommandFailure(
    EXIT.refused,
    `The database holds ${named}, which \`dev\` makes with a secret kept in the clear. Delete what it made (${commands}), or serve another database.`,
  )
}
