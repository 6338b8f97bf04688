import { parseNetworks } from './networks.ts'
import { parseOrigins } from './origins.ts'
import { setting, wholeNumber } from './setting.ts'

/**
 * Who may call from a browser, whose word on a client's address is taken, and how long a connection is
 * kept.
 */
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
    description: 'the proxies in front; their `X-Forwarded-For` has the address of the client, and they must set it or append to it',
    parse: parseNetworks,
  }),
  keepAliveSeconds: setting({
    variable: 'MINTMARK_KEEP_ALIVE_SECONDS',
    default: '130',
    ...wholeNumber(1, 3600),
    example: '130',
    description: 'how long a connection without a request is kept; longer than the proxy in front keeps it',
  }),
}
