import fc from 'fast-check'

/** The eight groups of an IPv6 address. */
export const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 })
/** The eight groups, with more runs of zeros. */
export const sparse = fc.array(fc.constantFrom(0, 0, 1, 0xffff, 0x102), { minLength: 8, maxLength: 8 })
/** Returns true for an IPv4 address that is mapped to IPv6. */
export const isMapped = (ipv6: number[]) => ipv6.slice(0, 5).every((group) => group === 0) && ipv6[5] === 0xffff

/**
 * Writes an IPv6 address in one of its spellings (RFC 4291 §2.2). These vary leading zeros, capitals, `::`
 * for any run of zeros, a dotted end, and a zone.
 */
export const spelled = (ipv6: number[]): fc.Arbitrary<string> =>
  fc
    .record({
      padded: fc.boolean(),
      capitals: fc.boolean(),
      dotted: fc.boolean(),
      zone: fc.constantFrom('', '%eth0', '%1'),
      from: fc.nat(7),
      length: fc.nat(8),
    })
    .map(({ padded, capitals, dotted, zone, from, length }) => {
      const hex = ipv6.map((group) => group.toString(16).padStart(padded ? 4 : 1, '0'))
      const [high, low] = [ipv6[6]!, ipv6[7]!]
      const tail = dotted ? [[high >> 8, high & 255, low >> 8, low & 255].join('.')] : hex.slice(6)
      const until = Math.min(from + length, dotted ? 6 : 8)
      const all = [...hex.slice(0, 6), ...tail]
      const short = until > from && ipv6.slice(from, until).every((group) => group === 0)
      const text = short ? `${all.slice(0, from).join(':')}::${all.slice(until).join(':')}` : all.join(':')
      return (capitals ? text.toUpperCase() : text) + zone
    })
