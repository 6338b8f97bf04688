import type { Command } from 'commander'
import { type Config, readConfig } from '../config.ts'
import { createLog, type Log } from '../log.ts'
import { firstSignal } from '../ops/shutdown.ts'
import { recordIssuer, type ServiceRecordStore } from '../service-state.ts'
import { refuseDevLeftovers } from './dev/leftovers.ts'
import { addSettingsFlags, flagsOf, SERVICE_FLAGS } from './settings-flags.ts'
import type { Terminal } from './support/terminal.ts'

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
        await tellOfOtherIssuer(service, config, log)
        return () => log.info('listening', { url, issuer: config.issuer })
      },
    })
  })
}

/** Written down, so that commands need not guess it, and the next one notices. */
async function tellOfOtherIssuer({ record }: { record: ServiceRecordStore }, { issuer }: Config, log: Log): Promise<void> {
  const before = await recordIssuer(record, issuer)
  if (before === undefined) return
  log.warn(
    'The service was started on this database under another issuer before. Each refuses the access tokens of the other; sessions go on, and a refresh brings a token of this one. ' +
      'Where both still run, give them the same MINTMARK_ISSUER.',
    { issuer, before },
  )
}
