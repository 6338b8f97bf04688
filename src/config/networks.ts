import { isIP } from 'node:net'

/** A range of IP addresses (RFC 4632 §3.1, RFC 4291 §2.3). A single address is a range of one. */
export interface Network {
  address: string
  family: 'ipv4' | 'ipv6'
  prefixLength: number
}

const MAX_NETWORKS = 100

/**
 * Parses addresses and ranges of addresses, with commas or spaces between.
 *
 * @returns undefined if one of them is not a range, or if there are none or too many.
 */
export function parseNetworks(text: string): Network[] | undefined {
  const networks = text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(parseNetwork)
  const areNetworks = networks.length > 0 && networks.length <= MAX_NETWORKS && networks.every((network) => network !== undefined)
  return areNetworks ? (networks as Network[]) : undefined
}

/**
 * Parses one address or range, and refuses two forms:
 *
 * - `/0`, all addresses: every caller could then choose the address that the service sees.
 * - IPv4 written as IPv6, such as `::ffff:10.0.0.0/104`: it would match nothing, since addresses are
 *   compared as IPv4.
 */
function parseNetwork(text: string): Network | undefined {
  const [, address = '', length] = /^([^/%]+)(?:\/([1-9][0-9]{0,2}))?$/.exec(text) ?? []
  const version = isIP(address)
  if (version === 0 || /^[0:]*:ffff:/i.test(address)) return undefined
  const bits = version === 4 ? 32 : 128
  const prefixLength = length === undefined ? bits : Number(length)
  return prefixLength <= bits ? { address, family: version === 4 ? 'ipv4' : 'ipv6', prefixLength } : undefined
}
