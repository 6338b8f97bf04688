import { constants, createCipheriv, publicEncrypt, randomBytes } from 'node:crypto'
import type { Case } from './case.ts'
import { encode, type Kit, publicKeyOf } from './kit.ts'

const parts = async (kit: Kit) => (await kit.signed()).split('.') as [string, string, string]

/** A token whose signature reads otherwise in the alphabet of RFC 4648 §4. */
async function inOtherAlphabet(kit: Kit): Promise<string> {
  for (let n = 0; ; n += 1) {
    const [header, payload, signature] = (await kit.signed({ n })).split('.') as [string, string, string]
    const other = signature.replaceAll('-', '+').replaceAll('_', '/')
    if (other !== signature) return `${header}.${payload}.${other}`
  }
}

/** RFC 7516: a good token, sealed for the public RSA key. */
async function encrypted(kit: Kit): Promise<string> {
  const [key, iv] = [randomBytes(32), randomBytes(12)]
  const header = encode({ alg: 'RSA-OAEP', enc: 'A256GCM', cty: 'JWT', typ: 'at+jwt', kid: kit.pairs.RS256.kid })
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(header))
  const text = Buffer.concat([cipher.update(await kit.signed()), cipher.final()])
  const wrapped = publicEncrypt({ key: publicKeyOf(kit.pairs.RS256), padding: constants.RSA_PKCS1_OAEP_PADDING }, key)
  return [header, ...[wrapped, iv, text, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('.')
}

const flattened = async (kit: Kit) => {
  const [header, payload, signature] = await parts(kit)
  return JSON.stringify({ payload, protected: header, signature })
}
const changedSignature = ([header, payload, signature]: [string, string, string]) =>
  `${header}.${payload}.${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
const respelled = async (kit: Kit, how: (parts: [string, string, string]) => string) => how(await parts(kit))

export const BAD_FORM: Case[] = [
  { name: 'the signature is changed', section: 'RFC 7515 §5.2', token: (kit) => respelled(kit, changedSignature) },
  {
    name: 'the signature is of zeros',
    section: 'RFC 7515 §5.2',
    token: (kit) => respelled(kit, ([h, p]) => `${h}.${p}.${'A'.repeat(86)}`),
  },
  { name: 'the signature is stripped', section: 'RFC 7515 §5.2', token: (kit) => respelled(kit, ([h, p]) => `${h}.${p}.`) },
  { name: 'the signature and its dot are stripped', section: 'RFC 7515 §7.1', token: (kit) => respelled(kit, ([h, p]) => `${h}.${p}`) },
  {
    name: 'the claims are changed after signing',
    section: 'RFC 7515 §5.2',
    token: (kit) => respelled(kit, ([h, , s]) => `${h}.${encode(kit.claims({ sub: 'root' }))}.${s}`),
  },
  { name: 'the payload is detached', section: 'RFC 7515 appendix F', token: (kit) => respelled(kit, ([h, , s]) => `${h}..${s}`) },
  { name: 'a fourth part', section: 'RFC 7515 §7.1', token: async (kit) => `${await kit.signed()}.AAAA` },
  { name: 'padding after the signature', section: 'RFC 7515 §2', token: async (kit) => `${await kit.signed()}==` },
  { name: 'the alphabet with + and /', section: 'RFC 7515 §2', token: inOtherAlphabet },
  { name: 'a space in it', section: 'RFC 6750 §2.1', token: (kit) => respelled(kit, ([h, p, s]) => `${h}.${p} .${s}`) },
  { name: 'between quotes', section: 'RFC 6750 §2.1', token: async (kit) => `"${await kit.signed()}"` },
  { name: 'the JSON serialization', section: 'RFC 7515 §7.2.2', token: flattened },
  { name: 'encrypted (JWE)', section: 'RFC 8725 §3.11', token: encrypted },
  {
    name: 'a token in a token',
    section: 'RFC 7519 §5.2',
    token: async (kit) => kit.sealed(kit.header({ cty: 'JWT' }), await kit.signed()),
  },
  { name: 'the payload is a list', section: 'RFC 7519 §7.2', token: (kit) => kit.sealed(kit.header(), JSON.stringify([kit.claims()])) },
  { name: 'the payload is no JSON', section: 'RFC 7519 §7.2', token: (kit) => kit.sealed(kit.header(), 'sub=root') },
  { name: 'a refresh token', section: 'RFC 6749 §1.5', token: () => `mrt_${'A'.repeat(96)}` },
  { name: 'three parts of nothing', section: 'RFC 7515 §7.1', token: () => 'a.b.c' },
  { name: 'one word', section: 'RFC 7515 §7.1', token: () => 'x' },
  { name: 'more than 8 KiB', section: 'Mintmark', claims: () => ({ padding: 'x'.repeat(8192) }) },
  { name: 'two tokens with a comma between', section: 'RFC 6750 §2', sent: (token) => [`Bearer ${token}, Bearer ${token}`] },
  { name: 'two Authorization headers', section: 'RFC 6750 §2', sent: (token) => [`Bearer ${token}`, `Bearer ${token}`] },
  { name: 'a second Authorization header of another scheme', section: 'RFC 6750 §2', sent: (token) => [`Bearer ${token}`, 'Basic YTpi'] },
]

export const NO_TOKEN: Case[] = [
  { name: 'no Authorization header', section: 'RFC 6750 §3.1', sent: () => [] },
  { name: 'another scheme', section: 'RFC 6750 §3.1', sent: () => ['Basic YTpi'] },
  { name: 'a token under another scheme', section: 'RFC 6750 §3.1', sent: (token) => [`Token ${token}`] },
  { name: 'a token under DPoP', section: 'RFC 9449 §7.2', sent: (token) => [`DPoP ${token}`] },
  { name: 'the scheme alone', section: 'RFC 6750 §3.1', sent: () => ['Bearer'] },
  { name: 'no space after the scheme', section: 'RFC 6750 §3.1', sent: (token) => [`Bearer${token}`] },
  { name: 'a token without a scheme', section: 'RFC 6750 §3.1', sent: (token) => [token] },
]

export const TOO_LITTLE_SCOPE: Case[] = [
  { name: 'no scope, where one is needed', section: 'RFC 6750 §3.1', claims: () => ({ scope: '' }), needs: ({ scope }) => scope },
  { name: 'another scope', section: 'RFC 6750 §3.1', claims: () => ({ scope: 'other' }), needs: ({ scope }) => scope },
  {
    name: 'a scope that the needed one begins with',
    section: 'RFC 6749 §3.3',
    claims: ({ scope }) => ({ scope: scope.slice(0, -1) }),
    needs: ({ scope }) => scope,
  },
  {
    name: 'a scope that begins with the needed one',
    section: 'RFC 6749 §3.3',
    claims: ({ scope }) => ({ scope: `${scope}:all` }),
    needs: ({ scope }) => scope,
  },
  {
    name: 'the scope in capitals',
    section: 'RFC 6749 §3.3',
    claims: ({ scope }) => ({ scope: scope.toUpperCase() }),
    needs: ({ scope }) => scope,
  },
  { name: 'one of two scopes that are needed', section: 'RFC 6749 §3.3', needs: ({ scope }) => `${scope} second` },
]
