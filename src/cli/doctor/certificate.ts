import { type Certificate, type CertificateFiles, certificateWarnings, readCertificate } from '../../config/certificate.ts'
import type { Config } from '../../config.ts'
import { errorOf, type Finding, splitSentence, warningOf } from './finding.ts'

const DAY_MS = 86_400_000
/** Certificates of 90 days are usually renewed 30 days before their end. */
const RENEWED_BEFORE_DAYS = 14

const CHECK_NAME = 'Get a certificate for this name, or correct MINTMARK_ISSUER.'

/** A pair that cannot be read, or does not match, is a problem of the configuration. */
export function checkCertificate({ http, issuer }: Pick<Config, 'http' | 'issuer'>, nowMs: number): Finding[] {
  if (http.tls === undefined) return []
  const read = readCertificate(http.tls)
  return read.kind === 'certificate' ? certificateFindings(read.certificate, http.tls, { issuer, nowMs }) : []
}

export function certificateFindings(
  certificate: Pick<Certificate, 'leaf' | 'keyIsOpen'>,
  files: CertificateFiles,
  known: { issuer: string; nowMs: number },
): Finding[] {
  const { leaf, keyIsOpen } = certificate
  const refused = certificateWarnings({ ...certificate, cert: '', key: '', keyIsOpen: false }, files, known)
  const daysLeft = (leaf.validToDate.getTime() - known.nowMs) / DAY_MS
  return [
    ...refused.map((text): Finding => ({ level: 'error', subject: 'certificate', ...splitSentence(text, CHECK_NAME) })),
    ...(daysLeft > 0 && daysLeft < RENEWED_BEFORE_DAYS
      ? [
          warningOf(
            'certificate',
            `The certificate in ${files.certFile} ends on ${leaf.validToDate.toISOString()}.`,
            'Renew it. The service takes over the new files without a restart.',
          ),
        ]
      : []),
    ...(keyIsOpen
      ? [errorOf('files', `Every user of this machine may read the private key ${files.keyFile}.`, `chmod 600 ${files.keyFile}`)]
      : []),
  ]
}
