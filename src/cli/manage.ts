import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Service } from '../composition/service.ts'
import { isGiven } from '../config/read-values.ts'
import { listeningUrl } from '../config/service-settings.ts'
import type { Config, ReadConfig } from '../config.ts'
import { codeOf } from '../errors/system-words.ts'
import type { Log } from '../log.ts'
import { createManagement } from '../ops/management.ts'
import type { Exposition } from '../ops/metrics/exposition.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'
import { why } from './support/failure.ts'

export interface ManagementListener {
  /** Shows this service from now on. */
  manage(service: Pick<Service, 'families' | 'checkReadiness'>): void
  close(): void
}

const unmanaged: ManagementListener = { manage() {}, close() {} }

/**
 * Opens the management listener, if it is on. If the default port is taken, the service runs without it:
 * another service on this machine has the same default.
 *
 * @throws {CommandFailure} if it cannot listen where somebody told it to.
 */
export async function openManagement(read: ReadConfig, log: Log): Promise<ManagementListener> {
  const { management, issuer } = read.config
  if (management === undefined) return unmanaged
  const { server, manage } = createManagement({ names: [management.host, new URL(issuer).hostname], log })
  let port: number
  try {
    port = await bind(server, management)
    // From here on a fault, such as too many open files, only costs a scrape.
    server.on('error', (error) => log.warn('the management listener could not accept a connection', { error }))
  } catch (cause) {
    if (codeOf(cause) !== 'EADDRINUSE' || isGiven(read, 'MINTMARK_MANAGEMENT_PORT')) throw portFailure(cause, management)
    log.warn('The port for metrics is taken, so there are none. Set MINTMARK_MANAGEMENT_PORT to another one, or to off.', { ...management })
    return unmanaged
  }
  return {
    manage({ families, checkReadiness }) {
      manage({ checkReadiness, writeMetrics: whenAsked(families) })
      log.info('metrics and health are served', { url: listeningUrl({ ...management, port, tls: undefined }) })
    },
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Loads what writes metrics at the first scrape. A service that nobody scrapes starts sooner. */
function whenAsked(families: Service['families']): (openMetrics: boolean) => Promise<Exposition> {
  let exposition: Promise<(openMetrics: boolean) => Promise<Exposition>> | undefined
  return async (openMetrics) => {
    exposition ??= import('../ops/metrics/exposition.ts').then(({ createExposition }) => createExposition(families))
    return (await exposition)(openMetrics)
  }
}

function bind(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

function portFailure(cause: unknown, { host, port }: NonNullable<Config['management']>): CommandFailure {
  const at = `${host}, port ${port}`
  const sentence =
    codeOf(cause) === 'EADDRINUSE'
      ? `Something else listens on ${at}: stop that, or set MINTMARK_MANAGEMENT_PORT to another port, or to off.`
      : `It is not possible to listen on ${at} (${why(cause)}): correct MINTMARK_MANAGEMENT_HOST or MINTMARK_MANAGEMENT_PORT.`
  return new CommandFailure(EXIT.refused, sentence, { cause })
}
