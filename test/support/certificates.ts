/** The certificates of the tests, which `certificates/make.sh` made. @module */

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { fileURLToPath } from 'node:url'
import type { CertificateFiles } from '../../src/config/certificate.ts'

/** `renewed` is for the same names as `localhost`; `stranger` too, but of an authority that nobody knows. */
export type CertificateName = 'localhost' | 'renewed' | 'elsewhere' | 'stranger' | 'client'

/** The path of a file, such as `localhost.key`. */
export const certificatePath = (file: string): string => fileURLToPath(new URL(`certificates/${file}`, import.meta.url))

export const CA = readFileSync(certificatePath('ca.pem'), 'utf8')

/** Lets every client in this process trust the authority of the tests, `fetch` too. */
export function trustTestAuthority(): void {
  const trusted = getCACertificates('default')
  if (!trusted.includes(CA)) setDefaultCACertificates([...trusted, CA])
}

export const certificate = (name: CertificateName): { cert: string; key: string } => ({
  cert: readFileSync(certificatePath(`${name}.pem`), 'utf8'),
  key: readFileSync(certificatePath(`${name}.key`), 'utf8'),
})

/** Copies a certificate and its key into `folder`, each by an atomic rename, and returns their paths. */
export function putCertificate(folder: string, name: CertificateName, { key = name }: { key?: CertificateName } = {}): CertificateFiles {
  mkdirSync(folder, { recursive: true })
  const put = (from: string, to: string): string => {
    writeFileSync(`${to}.new`, readFileSync(certificatePath(from)), { mode: 0o600 })
    renameSync(`${to}.new`, to)
    return to
  }
  return { certFile: put(`${name}.pem`, join(folder, 'tls.crt')), keyFile: put(`${key}.key`, join(folder, 'tls.key')) }
}
