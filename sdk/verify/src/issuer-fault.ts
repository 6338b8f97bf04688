/**
 * Why the keys of an issuer are not available.
 *
 * - `unreachable`: nobody answered.
 * - `answer`: somebody answered, but not as Mintmark does.
 * - `issuer`: the metadata is of another issuer (RFC 8414 §3.3).
 * - `keys`: no key can be used.
 */
export type IssuerFaultKind = 'unreachable' | 'answer' | 'issuer' | 'keys'

/** Its message names the URL that was asked, and what was there. */
export class IssuerFault extends Error {
  override readonly name = 'IssuerFault'
  readonly kind: IssuerFaultKind

  constructor(kind: IssuerFaultKind, message: string, cause?: unknown) {
    super(message, { cause })
    this.kind = kind
  }
}

/**
 * Says on one line why a fetch failed. Platforms put the reason, such as a refused connection, into the
 * cause.
 */
export function causesOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { message, code = message, cause } = error as Error & { code?: unknown }
  // OpenSSL ends its messages with a line feed.
  const said = (message === '' ? String(code) : message).replaceAll(/\s+/g, ' ').trim()
  return cause === undefined ? said : `${said}: ${causesOf(cause)}`
}

/** Checks that the peer answered a TLS handshake with something else, mostly with plain HTTP. */
export function isPlainHttp(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, cause } = error as Error & { code?: unknown }
  return /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/.test(String(code)) || isPlainHttp(cause)
}
