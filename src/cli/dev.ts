import type { Command } from 'commander'
import { isGiven } from '../config/read-values.ts'
import { type Config, type ReadConfig, readConfig } from '../config.ts'
import { createLog, standardError } from '../log.ts'
import { firstSignal } from '../ops/shutdown.ts'
import { recordIssuer } from '../service-state.ts'
import { ensureDemoClient } from './dev/demo-client.ts'
import { demoSecrets } from './dev/demo-secrets.ts'
import { ensureDemoUser } from './dev/demo-user.ts'
import { claimDevFolder, inDev } from './dev/dev-folder.ts'
import { checkoutCommand, guide } from './dev/guide.ts'
import { withMends } from './dev/mends.ts'
import { createScreenLog } from './dev/screen-log.ts'
import { isPortTaken, type Listener } from './listen.ts'
import { addSettingsFlags, flagsOf, SERVICE_FLAGS } from './settings-flags.ts'
import { byCommand } from './support/store-access.ts'
import type { Terminal } from './support/terminal.ts'

export function addDevCommand(program: Command, terminal: Terminal): void {
  const dev = program
    .command('dev')
    .summary('run the service to try it, with nothing to set up')
    .description(
      'Runs the service with nothing to set up. It makes a database in .mintmark/, a demo user and a demo client. ' +
        'It prints lines to paste, and has a page to try the service. Not for production.',
    )
  addSettingsFlags(dev, SERVICE_FLAGS).action(async (options: Record<string, unknown>) => {
    const signal = firstSignal()
    const { runService } = await import('./run-service.ts')
    const read = readConfig({ flags: flagsOf(options), mode: 'dev' })
    claimDevFolder()
    const { docs, logLevel } = read.config
    const { screen } = terminal
    const log = screen === undefined ? createLog(logLevel, standardError()) : createScreenLog(logLevel, screen, standardError())
    const notes: string[] = []
    await runService({
      read,
      log: withMends(log, { command: checkoutCommand(read.config), contract: docs ? '/docs' : '/openapi.yaml' }),
      signal,
      takePort: (listen, http) => takePortOrAnother(listen, http, read, notes),
      async prepare({ service, config, url }) {
        await recordIssuer(service.record, config.issuer)
        const { users, userAdministration, hasher, clients, clientAdministration, clientSecrets: secrets } = service
        const demo = demoSecrets({ minPasswordLength: config.password.minLength, make: secrets.make })
        const act = byCommand()
        // First, so that the demo user and the demo client never exist without the mark.
        await service.record.markDev(act.atMs)
        await ensureDemoUser({ users, administration: userAdministration, hasher }, demo.password, act)
        // Lets a developer in again who was locked out.
        await service.throttle.forgetFailures()
        await ensureDemoClient(
          { clients, administration: clientAdministration, secrets, audiences: config.audience },
          demo.clientSecret,
          act,
        )
        return () => terminal.print([...notes, guide(url, demo, config)].join('\n'))
      },
    }).catch((error) => {
      throw inDev(error, read)
    })
  })
}

/**
 * Listens on the port, or on a free one if that is taken and nobody gave PORT. Returns the port.
 *
 * @param notes Gets what must be printed once the service runs.
 */
async function takePortOrAnother(
  listen: Listener['listen'],
  { host, port }: Config['http'],
  read: ReadConfig,
  notes: string[],
): Promise<number> {
  try {
    return await listen(host, port)
  } catch (error) {
    if (isGiven(read, 'PORT') || !isPortTaken(error)) throw error
    const freePort = await listen(host, 0)
    notes.push(`Port ${port} is taken, so it listens on ${freePort}. Set PORT for another.`)
    return freePort
  }
}
