import type { Network } from '../../config/networks.ts'
import type { Config } from '../../config.ts'
import { type Finding, warningOf } from './finding.ts'

/** Wider ranges hold networks of strangers. 10.0.0.0/8 and fd00::/8 are the widest private ones. */
const WIDEST = { ipv4: 8, ipv6: 8 }

/** Reports proxies that are missing, and ranges in which a stranger could pose as a proxy. */
export function proxyFindings({ http, issuer, trustedProxies }: Pick<Config, 'http' | 'issuer' | 'trustedProxies'>): Finding[] {
  const wide = trustedProxies.filter(({ family, prefixLength }) => prefixLength < WIDEST[family]).map(nameOf)
  const isBehindProxy = issuer.startsWith('https:') && http.tls === undefined
  return [
    ...(wide.length === 0
      ? []
      : [
          warningOf(
            'proxies',
            `MINTMARK_TRUSTED_PROXIES trusts ${wide.join(', ')}: a client in such a range chooses the address that the service sees.`,
            'Name only the addresses of your own proxies.',
          ),
        ]),
    ...(isBehindProxy && trustedProxies.length === 0
      ? [
          warningOf(
            'proxies',
            'The issuer is https and the service has no certificate, so a proxy is in front, but none is trusted. All callers count as one address, and share its limit on failed logins.',
            'Set MINTMARK_TRUSTED_PROXIES to the address of the proxy, as in docs/deploy.md.',
          ),
        ]
      : []),
  ]
}

const nameOf = ({ address, prefixLength }: Network): string => `${address}/${prefixLength}`
