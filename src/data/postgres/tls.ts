import { readFileSync } from 'node:fs'
import type { ConnectionOptions } from 'node:tls'
import type { DatabaseTls } from '../../config/database-url.ts'

/**
 * Reads the files again for each new connection, so a renewed certificate needs no restart. If one cannot be
 * read meanwhile, the last one counts.
 *
 * @returns a function that returns false if connections are not encrypted.
 */
export function createTlsOptions(tls: DatabaseTls | undefined): () => ConnectionOptions | false {
  // Never undefined: the driver would then read PGSSLMODE in its own way.
  if (tls === undefined) return () => false
  let options = readOptions(tls)
  return () => {
    try {
      options = readOptions(tls)
    } catch {
      // The pool may not fail to make a connection. The next one reads again.
    }
    return { ...options }
  }
}

function readOptions({ verify, caFile, own }: DatabaseTls): ConnectionOptions {
  return {
    rejectUnauthorized: verify !== 'nothing',
    ...(verify === 'chain' ? { checkServerIdentity: () => undefined } : {}),
    ...(caFile === undefined ? {} : { ca: readFileSync(caFile) }),
    ...(own === undefined ? {} : { cert: readFileSync(own.certFile), key: readFileSync(own.keyFile) }),
  }
}
