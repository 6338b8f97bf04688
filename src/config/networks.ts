import { isIP } from 'node:net'

/** A range of addresses (RFC 4632 §3.1, RFC 4291 §2.3); one address is a range of itself. */
export interface Network {
  address: string
  family: 'ipv4' | 'ipv6'
  prefixLength: number
}

const MAX_NETWORKS = 100

/** Ranges of addresses with commas or spaces between. */
export function parseNetworks(text: string): Network[] | undefined {
  const networks = text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map(parseNetwork)
  const areNetworks = networks.length > 0 && networks.length <= MAX_NETWORKS && networks.every((network) => network !== undefined)
  return areNetworks ? (networks as Network[]) : undefined
}

/**
 * Never all addresses: who trusts everybody lets everybody say where they come from. An IPv4 range is written as one, since addresses are compared after they are
 * folded: `::ffff:10.0.0.0/104` would match nothing.
 */
function parseNetwork(text: string): Network | undefined {
  const [, address = '', length] = /^([^/%]+)(?:\/([1-9][0-9]{0,2}))?$/.exec(text) ?? []
  const version = isIP(address)
  if (version === 0 || /^[0:]*:ffff:/i.test(address)) return undefined
  const bits = version === 4 ? 32 : 128
  const prefixLength = length === undefined ? bits : Number(length)
  return prefixLength <= bits ? { address, family: version === 4 ? 'ipv4' : 'ipv6', prefixLength } : undefined
}
