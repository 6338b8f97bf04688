import {
  type Certificate,
  type CertificateFiles,
  type CertificateTexts,
  certificateWarnings,
  judgeCertificate,
  readCertificateTexts,
} from '../config/certificate.ts'
import type { Log } from '../log.ts'
import type { System } from '../system.ts'

/** How often the files are read. A change counts once it was read twice, so within 10 s. */
const EVERY_MS = 5_000

interface Watch {
  files: CertificateFiles
  /** The certificate that the server shows now. */
  shown: Certificate
  /** Shows another certificate to new connections. Throws if OpenSSL refuses it. */
  show(certificate: Certificate): void
  issuer: string
  log: Log
  system: System
  everyMs?: number | undefined
}

/**
 * Shows a renewed certificate without a restart, and warns if the one that is shown is of no use. It
 * compares the contents of the files at intervals, which works on every system and for every link.
 *
 * @returns a function that ends the watch.
 */
export function watchCertificate({ files, shown, show, issuer, log, system, everyMs = EVERY_MS }: Watch): () => void {
  let current = shown
  let handled = [shown.cert, shown.key].join('\0')
  let seen = handled
  const told = new Set<string>()

  const warn = () => {
    for (const warning of certificateWarnings(current, files, { issuer, nowMs: system.nowMs() })) {
      if (!told.has(warning)) log.warn(warning)
      told.add(warning)
    }
  }
  const takeOver = (texts: CertificateTexts) => {
    const judged = judgeCertificate(files, texts)
    if (judged.kind === 'problems') return log.warn(KEPT, { problems: judged.problems.map(({ variable, rule }) => `${variable}: ${rule}`) })
    try {
      show(judged.certificate)
    } catch (error) {
      return log.warn(KEPT, { error })
    }
    current = judged.certificate
    told.clear()
    log.info('The service shows a renewed certificate to new connections.', { ends: current.leaf.validToDate.toISOString() })
  }
  const look = () => {
    const texts = readCertificateTexts(files)
    const content = contentOf(texts)
    // While somebody writes, or has replaced only one of the two files, the next look differs from this one.
    const isSettled = content === seen
    seen = content
    if (isSettled && content !== handled) {
      handled = content
      takeOver(texts)
    }
    warn()
  }
  warn()
  const timer = setInterval(look, everyMs).unref()
  return () => clearInterval(timer)
}

const KEPT = 'The files of the certificate changed, but cannot be used. The service goes on with the certificate that it has.'

const contentOf = ({ cert, key }: CertificateTexts): string =>
  [cert, key].map((file) => (file.kind === 'text' ? file.text : file.rule)).join('\0')
