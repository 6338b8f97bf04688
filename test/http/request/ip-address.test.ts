// REQUIREMENTS L 6: each address has one spelling and one key.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseIpAddress } from '../../../src/http/request/caller.ts'
import { groups, isMapped, sparse, spelled } from '../../support/ipv6-spellings.ts'

const octets = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 })

describe('an address has one spelling (L 6)', () => {
  test('for each way to write an IPv6 address', () => {
    const spellings = fc.oneof(groups, sparse).chain((ipv6) => fc.tuple(fc.constant(ipv6), spelled(ipv6), spelled(ipv6)))
    fc.assert(
      fc.property(spellings, ([ipv6, one, other]) => {
        const parsed = parseIpAddress(one)
        expect(parsed).toBeDefined()
        expect(parsed).toEqual(parseIpAddress(other))
        expect(parsed?.family).toBe(isMapped(ipv6) ? 'ipv4' : 'ipv6')
        expect(parsed).toEqual(parseIpAddress(parsed!.address))
      }),
    )
  })

  test('for IPv4, also if it is mapped to IPv6', () => {
    const mapped = octets.chain(([a = 0, b = 0, c = 0, d = 0]) =>
      fc.tuple(fc.constant([a, b, c, d].join('.')), spelled([0, 0, 0, 0, 0, 0xffff, a * 256 + b, c * 256 + d])),
    )
    fc.assert(
      fc.property(mapped, ([ipv4, ipv6]) => {
        expect(parseIpAddress(ipv6)).toEqual({ family: 'ipv4', address: ipv4, key: ipv4 })
        expect(parseIpAddress(ipv4)).toEqual({ family: 'ipv4', address: ipv4, key: ipv4 })
      }),
    )
  })

  test('and one key, which exactly one IPv6 /64 shares', () => {
    const two = fc.tuple(fc.oneof(groups, sparse), fc.oneof(groups, sparse))
    fc.assert(
      fc.property(two, ([one, other]) => {
        fc.pre(!isMapped(one) && !isMapped(other))
        const keyOf = (ipv6: number[]) => parseIpAddress(ipv6.map((group) => group.toString(16)).join(':'))?.key
        const same = [...one.slice(0, 4), ...other.slice(4)]
        fc.pre(!isMapped(same))
        expect(keyOf(same)).toBe(keyOf(one))
        const sameNetwork = one.slice(0, 4).join() === other.slice(0, 4).join()
        expect(keyOf(one) === keyOf(other)).toBe(sameNetwork)
      }),
    )
  })

  test('a key is never an address of the other kind', () => {
    expect(parseIpAddress('2001:db8:0:1::5')).toEqual({ family: 'ipv6', address: '2001:db8:0:1::5', key: '2001:db8:0:1::/64' })
    expect(parseIpAddress('::1')).toEqual({ family: 'ipv6', address: '::1', key: '::/64' })
  })

  test.each([
    '',
    ' ',
    '1.2.3',
    '1.2.3.4.5',
    '01.2.3.4',
    '0x1.2.3.4',
    '256.1.1.1',
    '1.2.3.4%eth0',
    '1.2.3.4 ',
    '::1::',
    ':::',
    '1:2',
    '12345::',
  ])('%j is not an address', (text) => expect(parseIpAddress(text)).toBeUndefined())

  test('no text makes the parser throw', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseIpAddress(text)))
  })
})
