import { type Certificate, readCertificate } from '../config/certificate.ts'
import { ConfigError } from '../config/config-error.ts'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { watchCertificate } from '../ops/certificate-watch.ts'
import { realSystem } from '../system.ts'
import type { Listener } from './listen.ts'

/**
 * Reads the certificate of the service.
 *
 * @returns undefined if it serves plain HTTP.
 * @throws {ConfigError} if the files have changed since the configuration was read.
 */
export function openCertificate({ tls }: Config['http']): Certificate | undefined {
  if (tls === undefined) return undefined
  const read = readCertificate(tls)
  if (read.kind === 'problems') throw new ConfigError(read.problems)
  return read.certificate
}

/** Takes over a renewed certificate while the service runs. Returns a function that ends this. */
export function watchShown(
  shown: Certificate | undefined,
  { http, issuer }: Config,
  { showCertificate: show }: Listener,
  log: Log,
): () => void {
  if (shown === undefined || http.tls === undefined) return () => {}
  return watchCertificate({ files: http.tls, shown, show, issuer, log, system: realSystem })
}
