import { isIP, SocketAddress } from 'node:net'

/** An address in its one canonical spelling, however it was written. */
export interface IpAddress {
  family: 'ipv4' | 'ipv6'
  /** As people know it (RFC 5952 §4). */
  address: string
  /**
   * What is counted of it: the IPv4 address, or the /64 of an IPv6 address, since that much is given to every customer, who can use a new address of it for
   * each request.
   */
  key: string
}

/** Undefined where it is no address. An IPv4 address that is mapped to IPv6 (RFC 4291 §2.5.5.2) is the IPv4 address; a zone (RFC 4007 §11) is left out. */
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

/** The eight groups of a valid IPv6 address. */
function groupsOf(ipv6: string): number[] {
  const [head = '', tail] = ipv6.split('::')
  const before = numbersOf(head)
  if (tail === undefined) return before
  const after = numbersOf(tail)
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
}

/** `1:2` is two groups, and so is `1.2.3.4`. */
function numbersOf(part: string): number[] {
  if (part === '') return []
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)]
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number)
    return [a * 256 + b, c * 256 + d]
  })
}
