import { BlockList } from 'node:net'
import type { Context } from 'hono'
import type { Config } from '../../config.ts'
import type { Environment } from '../environment.ts'
import { type IpAddress, parseIpAddress } from './ip-address.ts'

/** Where a request comes from. */
export interface ClientAddress {
  /** To show; `unknown` where the connection broke before it could be asked. */
  address: string
  /** To count by: every spelling of one address has the same, and so has every address of one IPv6 /64. */
  key: string
}

export type ClientAddressOf = (c: Pick<Context<Environment>, 'env'>) => ClientAddress

const UNKNOWN: ClientAddress = { address: 'unknown', key: 'unknown' }

/**
 * The address of the client: of the connection, or, where that is a trusted proxy's, what the proxy says in `X-Forwarded-For`.
 *
 * Each proxy appends whom it got the request from, and a client can write what it likes before that. So the list is read from its end, for as long as those who wrote are
 * trusted: the first that is not is the client. `Forwarded` (RFC 7239) is not read: of two headers the proxy writes one, and passes the other on as the client wrote it.
 */
export function createClientAddress(trustedProxies: Config['trustedProxies']): ClientAddressOf {
  const trusted = new BlockList()
  for (const { address, prefixLength, family } of trustedProxies) trusted.addSubnet(address, prefixLength, family)
  const isTrusted = ({ address, family }: IpAddress) => trusted.check(address, family)

  return ({ env: { incoming } }) => {
    const peer = parseIpAddress(incoming.socket.remoteAddress ?? '')
    if (peer === undefined) return UNKNOWN
    const forwarded = trustedProxies.length === 0 ? undefined : incoming.headers['x-forwarded-for']
    return shown(forwarded === undefined ? peer : behindProxies(peer, String(forwarded), isTrusted))
  }
}

const shown = ({ address, key }: IpAddress): ClientAddress => ({ address, key })

/** The right-most address of the list that is not a trusted proxy's; the proxy that wrote it, where it wrote what is no address. */
function behindProxies(peer: IpAddress, list: string, isTrusted: (address: IpAddress) => boolean): IpAddress {
  let from = peer
  for (const entry of list.split(',').reverse()) {
    const text = entry.trim()
    // RFC 9110 §5.6.1.2: empty elements of a list are ignored.
    if (text === '') continue
    if (!isTrusted(from)) break
    const next = parseIpAddress(withoutPort(text))
    if (next === undefined) break
    from = next
  }
  return from
}

/** Some proxies write `192.0.2.1:4711`, `[2001:db8::1]:4711` or `[2001:db8::1]`. */
const withoutPort = (text: string): string => /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
