import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import type { ConfigProblem } from './config-error.ts'
import { certificateBlocks, type FileText, readPemFile } from './pem-file.ts'
import { type SettingValues, settings } from './settings.ts'

/** The files of the certificate that the service shows to its clients, and of the private key. */
export interface CertificateFiles {
  /** PEM: first the certificate of the service, then the rest of its chain. */
  certFile: string
  /** PEM, without a passphrase. */
  keyFile: string
}

/** What the two files hold at one moment. */
export interface CertificateTexts {
  cert: FileText
  key: FileText
}

/** A certificate with its chain and its private key, as PEM. */
export interface Certificate {
  cert: string
  key: string
  /** The certificate of the service itself. */
  leaf: X509Certificate
  /** Whether every user of this machine may read the key. */
  keyIsOpen: boolean
}

export type JudgedCertificate = { kind: 'certificate'; certificate: Certificate } | { kind: 'problems'; problems: ConfigProblem[] }

export const certificateFiles = ({ tlsCertFile: certFile, tlsKeyFile: keyFile }: SettingValues): CertificateFiles | undefined =>
  certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile }

/** Not for commands: they do not listen, and their user may not be allowed to read the key. */
export function certificateProblems(values: SettingValues): ConfigProblem[] {
  const files = certificateFiles(values)
  const read = files === undefined ? undefined : readCertificate(files)
  return read?.kind === 'problems' ? read.problems : []
}

/** Reads the two files, and checks that they hold a certificate and the key that belongs to it. */
export const readCertificate = (files: CertificateFiles): JudgedCertificate => judgeCertificate(files, readCertificateTexts(files))

export const readCertificateTexts = ({ certFile, keyFile }: CertificateFiles): CertificateTexts => ({
  cert: readPemFile(certFile),
  key: readPemFile(keyFile),
})

export function judgeCertificate(files: CertificateFiles, { cert, key }: CertificateTexts): JudgedCertificate {
  const leaf = judgeChain(files, cert)
  const privateKey = judgeKey(files, key)
  if (leaf.kind === 'problem' || privateKey.kind === 'problem' || cert.kind !== 'text' || key.kind !== 'text')
    return { kind: 'problems', problems: [leaf, privateKey].flatMap((part) => (part.kind === 'problem' ? [part.problem] : [])) }
  if (!leaf.value.checkPrivateKey(privateKey.value)) return { kind: 'problems', problems: [keyOfAnother(files)] }
  return { kind: 'certificate', certificate: { cert: cert.text, key: key.text, leaf: leaf.value, keyIsOpen: key.openToOthers } }
}

type Part<Value> = { kind: 'part'; value: Value } | { kind: 'problem'; problem: ConfigProblem }

/** Returns the first certificate, if every certificate of the chain can be read. */
function judgeChain({ certFile }: CertificateFiles, file: FileText): Part<X509Certificate> {
  const problem = (rule: string, mend: string): Part<never> => ({
    kind: 'problem',
    problem: { variable: settings.tlsCertFile.variable, rule, mend },
  })
  if (file.kind === 'unusable') return problem(file.rule, 'Name a file that the service may read.')
  try {
    const [leaf] = certificateBlocks(file.text).map((block) => new X509Certificate(block))
    if (leaf !== undefined) return { kind: 'part', value: leaf }
  } catch {
    // OpenSSL does not say which certificate it was.
  }
  const mend = `Name the certificate of the service with its chain, its own first. From DER: openssl x509 -inform der -in ${certFile} -out FILE.`
  return problem(`${certFile} is not a chain of certificates in PEM (-----BEGIN CERTIFICATE-----).`, mend)
}

function judgeKey({ keyFile }: CertificateFiles, file: FileText): Part<KeyObject> {
  const problem = (rule: string, mend: string): Part<never> => ({
    kind: 'problem',
    problem: { variable: settings.tlsKeyFile.variable, rule, mend },
  })
  if (file.kind === 'unusable') return problem(file.rule, 'Name a file that the service may read.')
  if (/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(file.text))
    return problem(
      `${keyFile} is encrypted with a passphrase, which nobody could type at a restart.`,
      `Decrypt it: (umask 077; openssl pkey -in ${keyFile} -out FILE).`,
    )
  try {
    return { kind: 'part', value: createPrivateKey(file.text) }
  } catch {
    const mend = `Name the private key of the certificate. From DER: openssl pkey -inform der -in ${keyFile} -out FILE.`
    return problem(`${keyFile} is not a private key in PEM (-----BEGIN PRIVATE KEY-----).`, mend)
  }
}

const keyOfAnother = ({ certFile, keyFile }: CertificateFiles): ConfigProblem => ({
  variable: settings.tlsKeyFile.variable,
  rule: `The key in ${keyFile} does not belong to the first certificate in ${certFile}.`,
  mend: 'Name the two files that were made together. In the file of the certificate its own comes first, then its chain.',
})

/** Returns what an operator should know of a certificate that the service shows all the same. */
export function certificateWarnings(
  { leaf, keyIsOpen }: Certificate,
  { certFile, keyFile }: CertificateFiles,
  { issuer, nowMs }: { issuer: string; nowMs: number },
): string[] {
  const { hostname } = new URL(issuer)
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  const named = isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host)
  return [
    ...(keyIsOpen ? [`Every user of this machine may read ${keyFile}: chmod 600 ${keyFile}`] : []),
    ...(leaf.validToDate.getTime() <= nowMs ? [`The certificate in ${certFile} has expired, and clients refuse it. ${RENEWED}`] : []),
    ...(leaf.validFromDate.getTime() > nowMs ? [`The certificate in ${certFile} is not valid yet. Check the clock of this machine.`] : []),
    ...(named === undefined
      ? [`The certificate in ${certFile} is not for ${host}, the host of the issuer: clients that connect by it refuse it.`]
      : []),
  ]
}

const RENEWED = 'Put a new one in its place: the service takes it over without a restart.'
