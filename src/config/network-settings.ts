import { parseNetworks } from './networks.ts'
import { isHost } from './service-settings.ts'
import { setting, wholeNumber } from './setting.ts'
import { parseIssuer } from './token-settings.ts'

const MAX_ORIGINS = 50

/** Pages of these schemes have no origin of their own: it is `null`, that of another page, or absent. */
const WITHOUT_ORIGINS = ['file', 'data', 'blob', 'javascript', 'about', 'filesystem', 'ws', 'wss']

/** The origin of a web view or an extension, such as `capacitor://localhost`. `URL` only gives `null`. */
const OTHER_ORIGIN = /^([a-z][a-z0-9+.-]*):\/\/[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?(?::([1-9][0-9]{0,4}))?$/

/**
 * Parses origins as browsers send them (RFC 6454 §6.2), with commas or spaces between. Drops repetitions.
 *
 * @returns undefined if one of them is not an origin, or if there are none or too many.
 */
function parseOrigins(text: string): string[] | undefined {
  const origins = [...new Set(text.split(/[\s,]+/).filter((part) => part !== ''))]
  return origins.length > 0 && origins.length <= MAX_ORIGINS && origins.every(isOrigin) ? origins : undefined
}

/**
 * Checks for an origin in the one spelling that is compared. A pattern is not an origin, and `null` is not
 * one either, since any page can send it.
 */
function isOrigin(text: string): boolean {
  if (/^https?:/.test(text)) return parseIssuer(text) !== undefined && !text.includes('*')
  const [, scheme, port] = OTHER_ORIGIN.exec(text) ?? []
  return scheme !== undefined && !WITHOUT_ORIGINS.includes(scheme) && Number(port ?? 1) <= 65535
}

const PORT_NUMBER = wholeNumber(0, 65535)

/** A path must not look like what belongs into the file: an error would repeat it. */
const fileName = {
  rule: 'the path of a file',
  parse: (text: string) => (/^[^\0\r\n]{1,4096}$/.test(text) && !text.includes('-----') ? text : undefined),
} as const

/** The settings of web pages that may call, of proxies, of idle connections, of metrics, and of TLS. */
export const networkSettings = {
  corsOrigins: setting({
    variable: 'MINTMARK_CORS_ORIGINS',
    defaultInWords: 'none; `dev` also allows `http://localhost:*` and `http://127.0.0.1:*`',
    rule: 'up to 50 origins such as `https://shop.example.com` or `capacitor://localhost`, with commas or spaces between; lower case, no path, no final `/`, no default port, no `*`, no `null`, no `file:` or `data:`',
    example: 'https://app.example.com',
    description: 'the web pages and web views that can call the service from a browser (CORS)',
    parse: parseOrigins,
  }),
  trustedProxies: setting({
    variable: 'MINTMARK_TRUSTED_PROXIES',
    defaultInWords: 'none: the address of the connection counts',
    rule: 'up to 100 IP addresses or CIDR ranges, with commas or spaces between; no range of all addresses, and IPv4 written as IPv4',
    example: '10.0.0.0/8',
    description: 'the proxies in front, whose `X-Forwarded-For` has the address of the client; they must set it or append to it',
    parse: parseNetworks,
  }),
  keepAliveSeconds: setting({
    variable: 'MINTMARK_KEEP_ALIVE_SECONDS',
    default: '130',
    ...wholeNumber(1, 3600),
    example: '130',
    description: 'how long a connection without a request is kept; longer than the proxy in front keeps it',
  }),
  managementPort: setting<number | 'off'>({
    variable: 'MINTMARK_MANAGEMENT_PORT',
    default: '9464',
    devDefault: '0',
    rule: `${PORT_NUMBER.rule}, or off`,
    example: '9464',
    description: 'the port of metrics and health, for operators; 0 takes a free one',
    parse: (text) => (text === 'off' ? 'off' : PORT_NUMBER.parse(text)),
  }),
  managementHost: setting({
    variable: 'MINTMARK_MANAGEMENT_HOST',
    default: '127.0.0.1',
    rule: 'an IP address or a host name, without a port',
    example: '127.0.0.1',
    description: 'the address of that port. Everybody who can reach it can read it',
    parse: (text) => (isHost(text) ? text : undefined),
  }),
  tlsCertFile: setting({
    variable: 'MINTMARK_TLS_CERT_FILE',
    defaultInWords: 'none: plain HTTP, for a proxy with TLS in front',
    ...fileName,
    example: '/etc/mintmark/tls.crt',
    description: 'the certificate with its chain, as PEM, for HTTPS without a proxy; taken over again when it changes',
  }),
  tlsKeyFile: setting({
    variable: 'MINTMARK_TLS_KEY_FILE',
    defaultInWords: 'none',
    ...fileName,
    example: '/etc/mintmark/tls.key',
    description: 'the private key of the certificate, as PEM without a passphrase',
  }),
}

/** The web pages that may call the service from a browser. */
export interface CorsConfig {
  origins: string[]
  /** Whether every http origin on this machine, on any port, may call too. For development. */
  loopback: boolean
}

/** Where the management listener listens. */
export interface ManagementConfig {
  host: string
  port: number
}

/** @returns undefined if it is off. */
export const managementOf = (values: { managementHost: string; managementPort: number | 'off' }): ManagementConfig | undefined =>
  values.managementPort === 'off' ? undefined : { host: values.managementHost, port: values.managementPort }
