import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto'
import { type Case, withClaims, withToken } from './case.ts'
import { encode, type Kit, publicKeyOf } from './kit.ts'

type Parts = [header: string, payload: string, signature: string]

const respelled = async (kit: Kit, how: (...parts: Parts) => string) => how(...((await kit.signed()).split('.') as Parts))

/** Returns a token whose signature differs in the alphabet of RFC 4648 §4. */
async function inOtherAlphabet(kit: Kit): Promise<string> {
  for (let n = 0; ; n += 1) {
    const [header, payload, signature] = (await kit.signed({ n })).split('.') as Parts
    const other = signature.replaceAll('-', '+').replaceAll('_', '/')
    if (other !== signature) return `${header}.${payload}.${other}`
  }
}

/** Returns a good token, encrypted for the public RSA key (RFC 7516). */
async function encrypted(kit: Kit): Promise<string> {
  const [key, iv] = [randomBytes(32), randomBytes(12)]
  const header = encode({ alg: 'RSA-OAEP', enc: 'A256GCM', cty: 'JWT', typ: 'at+jwt', kid: kit.pairs.RS256.kid })
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(header))
  const text = Buffer.concat([cipher.update(await kit.signed()), cipher.final()])
  const wrapped = publicEncrypt({ key: publicKeyOf(kit.pairs.RS256), padding: constants.RSA_PKCS1_OAEP_PADDING }, key)
  return [header, ...[wrapped, iv, text, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.')
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
/** Sets the lowest of the four bits that the last character of 64 bytes leaves unused. */
const withUnusedBit = (part: string) => part.slice(0, -1) + ALPHABET[ALPHABET.indexOf(part.at(-1)!) | 1]

export const BAD_FORM: Case[] = [
  ...withToken(
    { section: 'RFC 7515 §7.1', kind: 'form', maker: 'anyone' },
    ['form-two-parts', 'the signature and its dot are stripped', (kit) => respelled(kit, (h, p) => `${h}.${p}`)],
    ['form-fourth-part', 'a fourth part', async (kit) => `${await kit.signed()}.AAAA`],
    ['form-nothing', 'three parts of nothing', () => 'a.b.c'],
    ['form-one-word', 'one word', () => 'x'],
  ),
  ...withToken({ section: 'RFC 7515 appendix F', kind: 'form', maker: 'anyone' }, [
    'form-detached',
    'the payload is detached',
    (kit) => respelled(kit, (h, _, s) => `${h}..${s}`),
  ]),
  ...withToken(
    { section: 'RFC 7515 §2', kind: 'form', maker: 'anyone' },
    ['form-padding', 'padding after the signature', async (kit) => `${await kit.signed()}==`],
    ['form-other-alphabet', 'the alphabet with + and /', inOtherAlphabet],
  ),
  ...withToken({ section: 'RFC 4648 §3.5', kind: 'form', maker: 'anyone' }, [
    'form-unused-bits',
    'an unused bit of the last character is set',
    (kit) => respelled(kit, (h, p, s) => `${h}.${p}.${withUnusedBit(s)}`),
  ]),
  ...withToken(
    { section: 'RFC 6750 §2.1', kind: 'form', maker: 'anyone' },
    ['form-space', 'a space in it', (kit) => respelled(kit, (h, p, s) => `${h}.${p} .${s}`)],
    ['form-quotes', 'between quotes', async (kit) => `"${await kit.signed()}"`],
  ),
  ...withToken({ section: 'RFC 7515 §7.2.2', kind: 'form', maker: 'anyone' }, [
    'form-json',
    'the JSON serialization',
    (kit) => respelled(kit, (h, payload, signature) => JSON.stringify({ payload, protected: h, signature })),
  ]),
  ...withToken({ section: 'RFC 8725 §3.11', kind: 'form', maker: 'anyone' }, ['form-encrypted', 'encrypted (JWE)', encrypted]),
  ...withToken({ section: 'RFC 6749 §1.5', kind: 'form', maker: 'mintmark' }, [
    'form-refresh-token',
    'a refresh token',
    () => `mrt_${'A'.repeat(96)}`,
  ]),
  ...withToken({ section: 'RFC 7519 §5.2', kind: 'form', maker: 'broken-issuer' }, [
    'form-nested',
    'a token in a token',
    async (kit) => kit.sealed(kit.header({ cty: 'JWT' }), await kit.signed()),
  ]),
  ...withToken(
    { section: 'RFC 7519 §7.2', kind: 'form', maker: 'broken-issuer' },
    ['form-payload-list', 'the payload is a list', (kit) => kit.sealed(kit.header(), JSON.stringify([kit.claims()]))],
    ['form-payload-no-json', 'the payload is not JSON', (kit) => kit.sealed(kit.header(), 'sub=root')],
  ),
  ...withClaims({ section: 'Mintmark', kind: 'form', maker: 'broken-issuer' }, [
    'form-too-long',
    'more than 8 KiB',
    { padding: 'x'.repeat(8192) },
  ]),
]
