import { type Case, withHeader, withToken } from './case.ts'
import { createKit, makePair } from './kit.ts'

const ATTACKER = 'https://attacker.example/keys'

/** The token contains the key that signed it. */
const BRINGS_JWK: Case['token'] = async (kit) => {
  const own = await makePair('ES256')
  const attacker = await createKit({ ...kit, pairs: { ...kit.pairs, ES256: own } }, kit.nowSeconds)
  return attacker.signed({}, { jwk: own.publicJwk })
}

export const BAD_KEY: Case[] = [
  ...withToken({ section: 'RFC 7517 §5', kind: 'key', maker: 'mintmark' }, [
    'key-removed',
    'signed by a key that the issuer has removed',
    (kit) => kit.signedByRemoved(),
  ]),
  ...withToken({ section: 'RFC 8725 §3.1', kind: 'key', maker: 'anyone' }, [
    'key-removed-name',
    'the kid of a removed key, signed by a key that nobody knows',
    (kit) => kit.forged({ kid: kit.removed.kid }),
  ]),
  ...withHeader(
    { section: 'RFC 7515 §4.1.4', kind: 'key', maker: 'broken-issuer' },
    ['kid-missing', 'kid is missing', { kid: undefined }],
    ['kid-unknown', 'kid is unknown', { kid: 'unknown' }],
    ['kid-empty', 'kid is empty', { kid: '' }],
    ['kid-number', 'kid is a number', { kid: 1 }],
    ['kid-path', 'kid is a path', { kid: '../../../../dev/null' }],
  ),
  ...withToken(
    { section: 'RFC 8725 §3.1', kind: 'key', maker: 'anyone' },
    ['key-unknown', 'signed by a key that nobody knows, under a known kid', (kit) => kit.forged()],
    ['key-unknown-no-kid', 'kid is missing, and the key is unknown', (kit) => kit.forged({ kid: undefined })],
  ),
  ...withToken(
    { section: 'RFC 8725 §3.10', kind: 'key', maker: 'anyone' },
    ['key-brought-jku', 'it brings its key along: jku', (kit) => kit.forged({ jku: ATTACKER })],
    ['key-brought-x5', 'it brings its key along: x5u and x5c', (kit) => kit.forged({ x5u: ATTACKER, x5c: ['MIIB'] })],
    ['key-brought-jwk', 'it brings its key along: jwk', BRINGS_JWK],
  ),
]
