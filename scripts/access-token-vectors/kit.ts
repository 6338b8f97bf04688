import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, webcrypto } from 'node:crypto'

export type Json = Record<string, unknown>
export type Alg = 'ES256' | 'RS256' | 'EdDSA'

export interface SigningPair {
  kid: string
  alg: Alg
  /** With `kid`, `alg` and `use`. */
  publicJwk: Json
  privateKey: webcrypto.CryptoKey
}

/** The issuer of the tokens, their audience and their client. */
export interface Parties {
  issuer: string
  audience: string
  /** The one scope token that the tokens grant and the routes need. */
  scope: string
  /** The client that got the tokens. */
  clientId: string
  /** The issuer's own claims, which every token has. */
  ownClaims?: Json
  pairs: Record<Alg, SigningPair>
  /** A key that the issuer has removed. If absent, one is made. */
  removed?: SigningPair
}

/** Makes the tokens of the cases. It signs by hand, because a library would refuse to sign most of them. */
export interface Kit extends Parties {
  nowSeconds: number
  removed: SigningPair
  claims(changed?: Json): Json
  header(changed?: Json, alg?: Alg): Json
  /** Returns the compact form of any header and payload, with a good signature by the pair. */
  sealed(header: Json | string, payload: string, alg?: Alg): Promise<string>
  signed(changedClaims?: Json, changedHeader?: Json, alg?: Alg): Promise<string>
  /** Returns a token that is signed by an unknown key. */
  forged(changedHeader?: Json): Promise<string>
  signedByRemoved(): Promise<string>
  hmac(secret: string, changedHeader?: Json): string
}

/** What WebCrypto calls the algorithms. */
export const PARAMETERS = {
  ES256: { name: 'ECDSA', hash: 'SHA-256', namedCurve: 'P-256' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
  EdDSA: { name: 'Ed25519' },
} as const satisfies Record<Alg, object>

export const encode = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

export const publicKeyOf = ({ publicJwk }: SigningPair): KeyObject => createPublicKey({ key: publicJwk, format: 'jwk' })

/** Returns a token with claims twice. A parser must refuse them, or take the last ones (RFC 7519 §4). */
export const sealedTwice = (kit: Kit, last: Json): Promise<string> =>
  kit.sealed(kit.header(), `${JSON.stringify(kit.claims()).slice(0, -1)},${JSON.stringify(last).slice(1)}`)

/** Makes a key pair for tests. The private half never leaves this process. */
export async function makePair(alg: Alg): Promise<SigningPair> {
  const kid = randomBytes(12).toString('base64url')
  const pair = (await webcrypto.subtle.generateKey(PARAMETERS[alg], false, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
  const { key_ops: _, ext: __, ...jwk } = await webcrypto.subtle.exportKey('jwk', pair.publicKey)
  return { kid, alg, publicJwk: { ...jwk, kid, alg, use: 'sig' }, privateKey: pair.privateKey }
}

export async function makePairs(): Promise<Record<Alg, SigningPair>> {
  return { ES256: await makePair('ES256'), RS256: await makePair('RS256'), EdDSA: await makePair('EdDSA') }
}

export async function createKit(parties: Parties, nowSeconds: number): Promise<Kit> {
  const { issuer, audience, scope, clientId, ownClaims, pairs, removed = await makePair('ES256') } = parties
  const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  const foreignKey = await webcrypto.subtle.importKey('jwk', foreign, PARAMETERS.ES256, false, ['sign'])

  const compact = async (header: Json | string, payload: string, privateKey: webcrypto.CryptoKey, alg: Alg) => {
    const input = `${encode(header)}.${encode(payload)}`
    const signature = await webcrypto.subtle.sign(PARAMETERS[alg], privateKey, Buffer.from(input))
    return `${input}.${Buffer.from(signature).toString('base64url')}`
  }
  const kit: Kit = {
    ...parties,
    nowSeconds,
    removed,
    claims: (changed = {}) => ({
      iss: issuer,
      sub: clientId,
      aud: audience,
      exp: nowSeconds + 600,
      iat: nowSeconds - 300,
      jti: 'bWludG1hcmsgdmVjdG9ycw',
      client_id: clientId,
      scope,
      ...ownClaims,
      ...changed,
    }),
    header: (changed = {}, alg = 'ES256') => ({ typ: 'at+jwt', alg, kid: pairs[alg].kid, ...changed }),
    sealed: (header, payload, alg = 'ES256') => compact(header, payload, pairs[alg].privateKey, alg),
    signed: (changedClaims, changedHeader, alg) =>
      kit.sealed(kit.header(changedHeader, alg), JSON.stringify(kit.claims(changedClaims)), alg),
    forged: (changedHeader) => compact(kit.header(changedHeader), JSON.stringify(kit.claims()), foreignKey, 'ES256'),
    signedByRemoved: () => compact(kit.header({ kid: removed.kid }), JSON.stringify(kit.claims()), removed.privateKey, 'ES256'),
    hmac(secret, changedHeader = {}) {
      const input = `${encode(kit.header({ alg: 'HS256', ...changedHeader }))}.${encode(kit.claims())}`
      return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`
    },
  }
  return kit
}
