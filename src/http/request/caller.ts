/**
 * Who sends a request: the address behind any proxies, the device, and the actor for the audit trail.
 *
 * @module
 */

import type { IncomingMessage } from 'node:http'
import { BlockList, isIP, type Socket, SocketAddress } from 'node:net'
import type { Context } from 'hono'
import type { Config } from '../../config.ts'
import type { Act, Caller } from '../../events/event.ts'
import type { System } from '../../system.ts'
import type { Authenticated, Environment } from '../environment.ts'

const MAX_DEVICE_LENGTH = 200

export type CallerOf = (c: Context<Environment>) => Caller

/** Reads the caller of a request. */
export interface RequestCaller {
  /** Returns where the request comes from, behind the proxies that are trusted. */
  of: CallerOf
  /** Returns who acts, from where and when, for the audit trail. Only for operations that need a token. */
  actOf(c: Context<Environment> & Authenticated): Act
  /**
   * Returns the audit context of a change to one's own account. It has no `actor`: the actor is the user.
   */
  ownActOf(c: Context<Environment>): Act
}

export function createRequestCaller({ trustedProxies, system }: Pick<Config, 'trustedProxies'> & { system: System }): RequestCaller {
  const clientAddress = createClientAddress(trustedProxies)
  const ownActOf = ({ env }: Context<Environment>): Act => ({ atMs: system.nowMs(), address: clientAddress(env.incoming).address })
  return {
    of(c) {
      const { address, key } = clientAddress(c.env.incoming)
      const device = c.env.incoming.headers['user-agent']?.slice(0, MAX_DEVICE_LENGTH)
      return { address, addressKey: key, device: device === '' ? undefined : device }
    },
    actOf: (c) => ({ ...ownActOf(c), actor: c.var.claims.sub }),
    ownActOf,
  }
}

export type ClientAddressOf = (incoming: IncomingMessage) => Pick<IpAddress, 'address' | 'key'>

/** For a connection that broke before its address was read. */
const UNKNOWN = { address: 'unknown', key: 'unknown' }

/**
 * Creates a function that finds the address of a client. It is the address of the connection or, behind a
 * trusted proxy, what `X-Forwarded-For` says.
 */
export function createClientAddress(trustedProxies: Config['trustedProxies']): ClientAddressOf {
  const isTrusted = listOf(trustedProxies)
  return ({ socket, headers }) => {
    const peer = parseIpAddress(socket.remoteAddress ?? '')
    if (peer === undefined) return UNKNOWN
    // `Forwarded` (RFC 7239) is not read. A proxy writes one of the two headers, and passes on the other as
    // the client wrote it.
    const forwarded = trustedProxies.length === 0 ? undefined : headers['x-forwarded-for']
    const { address, key } = forwarded === undefined ? peer : behindProxies(peer, String(forwarded), isTrusted)
    return { address, key }
  }
}

/** Creates a function that checks whether a trusted proxy has sent a request. */
export function createProxyTrust(trustedProxies: Config['trustedProxies']): (socket: Pick<Socket, 'remoteAddress'>) => boolean {
  const isTrusted = listOf(trustedProxies)
  return ({ remoteAddress = '' }) => {
    const peer = parseIpAddress(remoteAddress)
    return peer !== undefined && isTrusted(peer)
  }
}

function listOf(networks: Config['trustedProxies']): (address: IpAddress) => boolean {
  const list = new BlockList()
  for (const { address, prefixLength, family } of networks) list.addSubnet(address, prefixLength, family)
  return ({ address, family }) => list.check(address, family)
}

/**
 * Finds the client in `X-Forwarded-For`, to which each proxy appends the address that sent it the request.
 * The list is read from its end while its writers are trusted, because a client can write anything before
 * that.
 *
 * @returns the right-most address that is not a trusted proxy's. If a proxy wrote something else, it is
 * the address of that proxy.
 */
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

/**
 * Removes a port and brackets: some proxies write `192.0.2.1:4711`, `[2001:db8::1]:4711` or
 * `[2001:db8::1]`.
 */
const withoutPort = (text: string): string => /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text

/** An address in its canonical spelling, however it was written. */
export interface IpAddress {
  family: 'ipv4' | 'ipv6'
  /** The spelling that people know (RFC 5952 §4). */
  address: string
  /**
   * To count by: the IPv4 address, or the /64 of an IPv6 address. A customer usually has all addresses of
   * a /64.
   */
  key: string
}

/**
 * Reads an address in any spelling. An IPv4 address that is mapped to IPv6 counts as IPv4 (RFC 4291
 * §2.5.5.2), and a zone is left out (RFC 4007 §11).
 *
 * @returns undefined if `text` is not an address.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  const version = isIP(text)
  if (version === 4) return ofIpv4(text)
  if (version !== 6) return undefined
  const bare = text.replace(/%.*$/s, '')
  const groups = groupsOf(bare)
  const [high = 0, low = 0] = groups.slice(6)
  if (groups.slice(0, 6).join() === '0,0,0,0,0,65535') return ofIpv4([high >> 8, high & 255, low >> 8, low & 255].join('.'))
  const network = groups.slice(0, 4).map((group) => group.toString(16))
  return { family: 'ipv6', address: canonical(bare), key: `${canonical(`${network.join(':')}::`)}/64` }
}

const ofIpv4 = (address: string): IpAddress => ({ family: 'ipv4', address, key: address })

const canonical = (ipv6: string): string => new SocketAddress({ family: 'ipv6', address: ipv6 }).address

/** Returns the eight groups of a valid IPv6 address. */
function groupsOf(ipv6: string): number[] {
  const [head = '', tail] = ipv6.split('::')
  const before = numbersOf(head)
  if (tail === undefined) return before
  const after = numbersOf(tail)
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
}

/** Returns the groups of a part: two of `1:2`, and two of `1.2.3.4`. */
function numbersOf(part: string): number[] {
  if (part === '') return []
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)]
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
    return [a * 256 + b, c * 256 + d]
  })
}
