import { parseNetworks } from './networks.ts'
import { parseOrigins } from './origins.ts'
import { setting } from './setting.ts'

/** Who may call from a browser, and whose word on a client's address is taken. */
export const networkSettings = {
  corsOrigins: setting({
    variable: 'MINTMARK_CORS_ORIGINS',
    defaultInWords: 'none; in dev `http://localhost:*` and `http://127.0.0.1:*`, which are added to any that are given',
    rule: 'at most 50 origins in their shortest spelling (scheme, host, and a port unless it is the customary one), with commas or spaces between, none with a `*`',
    example: 'https://app.example.com',
    description: 'the web pages that may call the service from a browser (CORS)',
    parse: parseOrigins,
  }),
  trustedProxies: setting({
    variable: 'MINTMARK_TRUSTED_PROXIES',
    defaultInWords: 'none: the client is whoever connects',
    rule: 'at most 100 IP addresses or CIDR ranges, with commas or spaces between, none of them all addresses, and IPv4 written as IPv4',
    example: '10.0.0.0/8',
    description: 'the proxies in front, whose `X-Forwarded-For` tells the address of the client; they must set it or append to it',
    parse: parseNetworks,
  }),
}
