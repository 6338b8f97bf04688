import type { Ingredients } from '../composition/given.ts'
import { createService, type Patience, type Service } from '../composition/service.ts'
import { listeningUrl } from '../config/service-settings.ts'
import { type Config, listeningOn, type ReadConfig } from '../config.ts'
import { lockForServing, type Release } from '../data/sqlite/serve-lock.ts'
import type { StorageError } from '../data/storage-error.ts'
import { isSystemError } from '../errors/system-words.ts'
import { answersBeforeStart } from '../http/server/not-started.ts'
import type { Log } from '../log.ts'
import { createMetrics } from '../ops/metrics/metrics.ts'
import { resolveServiceSecret } from '../ops/secret-file.ts'
import { createShutdown, giveUpInTime } from '../ops/shutdown.ts'
import type { ServiceSecret } from '../secret/service-secret.ts'
import { realSystem } from '../system.ts'
import { openCertificate, watchShown } from './certificate.ts'
import { createListener, type Listener } from './listen.ts'
import { type ManagementListener, openManagement } from './manage.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'
import { why } from './support/failure.ts'
import { StoppedWaiting, whenPrimaryAnswers } from './wait-for-primary.ts'

export interface Running {
  service: Service
  config: Config
  /** The URL that it listens on, which need not be the issuer. */
  url: string
}

interface Run {
  read: ReadConfig
  log: Log
  /** From `firstSignal`, which was called before anything else. */
  signal: Promise<NodeJS.Signals>
  /** Returns the port that it now listens on. */
  takePort(listen: Listener['listen'], http: Config['http']): Promise<number>
  /** Called before the service answers; throws if it must not run. Returns what to do once it answers. */
  prepare(running: Running): Promise<() => void>
}

/** Runs the service until a signal stops it. If it cannot start, it throws and leaves nothing open. */
export async function runService({ read, log, signal, takePort, prepare }: Run): Promise<void> {
  const { http, keepAliveSeconds, issuer, demo, trustedProxies } = read.config
  const { reusePort } = http
  const metrics = createMetrics(realSystem)
  const certificate = openCertificate(http)
  const known = { reusePort, keepAliveSeconds, certificate, issuer, demo, trustedProxies, log, system: realSystem }
  const listener = createListener({ ...known, counts: metrics.requests })
  const { server, listen, answerWith } = listener
  const stop = createShutdown({ server, log })
  // A shared port is taken at the end: until this process can answer, the other ones get every request.
  const port = reusePort ? http.port : await takePort(listen, http)
  let started: Started | undefined
  let release: Release | undefined
  let management: ManagementListener | undefined
  let unwatch = () => {}
  try {
    management = await openManagement(read, log)
    const config = listeningOn(read, port)
    const secret = resolveSecret(config, read.warnings, log)
    release = holdDatabase(config)
    unwatch = watchShown(certificate, config, listener, log)
    const url = listeningUrl(config.http)
    const tell = (error: StorageError) => {
      log.warn('The service waits, and is not ready, until the name in DATABASE_URL leads to a primary.', { url })
      answerWith(answersBeforeStart(error))
    }
    const patience: Patience = (ask) => whenPrimaryAnswers(ask, { tell, stop: signal })
    const ingredients = { config, secret, system: realSystem, log, metrics }
    started = await startService({ ingredients, patience, prepare, url }).catch(unlessStopped)
    if (started !== undefined) {
      const { fetch, housekeeping, courier, together } = started.service
      answerWith({ fetch, together })
      if (reusePort) await takePort(listen, http)
      housekeeping.start()
      management.manage(started.service)
      courier?.start()
      started.announce()
    }
    log.info('stopping', { signal: await signal })
    giveUpInTime(log)
    started?.service.endStreams()
    await stop()
  } finally {
    unwatch()
    server.close()
    server.closeAllConnections()
    management?.close()
    await started?.service.close()
    release?.()
  }
  log.info('stopped')
}

interface Started {
  service: Service
  announce: () => void
}

/** Creates the service and prepares it. If it cannot start, this function closes everything and throws. */
async function startService({
  ingredients,
  patience,
  prepare,
  url,
}: Pick<Run, 'prepare'> & { ingredients: Ingredients; patience: Patience; url: string }): Promise<Started> {
  const { config, secret, log } = ingredients
  const service = await createService(ingredients, patience)
  try {
    await warnOfOldSecrets(service, secret, log)
    return { service, announce: await prepare({ service, config, url }) }
  } catch (error) {
    await service.close()
    throw error
  }
}

function unlessStopped(error: unknown): undefined {
  if (!(error instanceof StoppedWaiting)) throw error
}

/**
 * Locks a SQLite file, which only one service may use. Any number of services share a PostgreSQL database.
 */
function holdDatabase({ database }: Config): Release | undefined {
  if (database.kind === 'postgres') return undefined
  const release = lock(database.file)
  if (release !== undefined) return release
  throw new CommandFailure(
    EXIT.refused,
    `Another service runs on ${database.file}, and a SQLite file can have only one: use or stop that one, or set DATABASE_URL to another file. For several on one database use PostgreSQL.`,
  )
}

function lock(file: string): Release | undefined {
  try {
    return lockForServing(file)
  } catch (cause) {
    if (!isSystemError(cause)) throw cause
    throw new CommandFailure(EXIT.refused, `The folder of ${file} cannot be made (${why(cause)}). ${ELSEWHERE}`, { cause })
  }
}

const ELSEWHERE = 'Make its parent writable for the user that runs this, or set DATABASE_URL to a file elsewhere.'

function resolveSecret(config: Config, configWarnings: string[], log: Log): ServiceSecret {
  const { warnings, ...secret } = resolveServiceSecret(config)
  for (const warning of [...configWarnings, ...warnings]) log.warn(warning)
  return secret
}

/** Warns of clients whose secrets are under another service secret: the previous one, or a missing one. */
async function warnOfOldSecrets({ clients, clientSecrets }: Service, secret: ServiceSecret, log: Log): Promise<void> {
  const underOther = await clients.listKeyedOtherwise(clientSecrets.keyPrefix, realSystem.nowMs())
  if (underOther.length === 0) return
  const sentence =
    secret.previous === undefined
      ? 'The secrets of some clients were kept under another service secret, and are refused: give it as MINTMARK_SECRET_PREVIOUS, or rotate them.'
      : 'The secrets of some clients are still kept under the previous service secret: each moves when it is next used. Keep MINTMARK_SECRET_PREVIOUS until then.'
  log.warn(sentence, { clients: underOther.length, first: underOther.slice(0, 10).join(' ') })
}
