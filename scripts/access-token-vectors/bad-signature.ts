import { type Case, withToken } from './case.ts'
import { encode, type Kit } from './kit.ts'

type Parts = [header: string, payload: string, signature: string]

const respelled = async (kit: Kit, how: (...parts: Parts) => string) => how(...((await kit.signed()).split('.') as Parts))
const changed = (signature: string) => `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`

/** Returns a good signature in ASN.1, as other protocols write it (RFC 3279 §2.2.3). */
function asDer(signature: string): string {
  const raw = Buffer.from(signature, 'base64url')
  const integers = [raw.subarray(0, 32), raw.subarray(32)].flatMap((number) => {
    const start = number.findIndex((byte) => byte !== 0)
    const bytes = [...number.subarray(start)]
    // The first bit is the sign, so a zero byte goes in front of a large number.
    const positive = bytes[0]! >= 0x80 ? [0, ...bytes] : bytes
    return [2, positive.length, ...positive]
  })
  return Buffer.from([0x30, integers.length, ...integers]).toString('base64url')
}

export const BAD_SIGNATURE: Case[] = [
  ...withToken(
    { section: 'RFC 7515 §5.2', kind: 'signature', maker: 'anyone' },
    ['signature-changed', 'the signature is changed', (kit) => respelled(kit, (h, p, s) => `${h}.${p}.${changed(s)}`)],
    ['signature-zeros', 'the signature is of zeros', (kit) => respelled(kit, (h, p) => `${h}.${p}.${'A'.repeat(86)}`)],
    ['signature-stripped', 'the signature is stripped', (kit) => respelled(kit, (h, p) => `${h}.${p}.`)],
    [
      'signature-of-other-claims',
      'the claims are changed after signing',
      (kit) => respelled(kit, (h, _, s) => `${h}.${encode(kit.claims({ sub: 'root' }))}.${s}`),
    ],
  ),
  ...withToken({ section: 'RFC 7518 §3.4', kind: 'signature', maker: 'anyone' }, [
    'signature-der',
    'the signature is written as DER',
    (kit) => respelled(kit, (h, p, s) => `${h}.${p}.${asDer(s)}`),
  ]),
]
