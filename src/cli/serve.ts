import type { Command } from 'commander'
import { readConfig } from '../config.ts'
import { createLog } from '../log.ts'
import { firstSignal } from '../ops/shutdown.ts'
import { refuseDevLeftovers } from './dev-leftovers.ts'
import { addSettingsFlags, flagsOf, SERVICE_FLAGS } from './settings-flags.ts'
import type { Terminal } from './terminal.ts'

export function addServeCommand(program: Command, _terminal: Terminal): void {
  const serve = program
    .command('serve')
    .summary('run the service')
    .description('Runs the service. Logs lines of JSON to standard output. SIGTERM or SIGINT stops it once what is in flight is answered.')
  addSettingsFlags(serve, SERVICE_FLAGS).action(async (options: Record<string, unknown>) => {
    const signal = firstSignal()
    // The modules of the whole service, which other commands start sooner without.
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
        return () => log.info('listening', { url, issuer: config.issuer })
      },
    })
  })
}
