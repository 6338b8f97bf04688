import { importJWK, type JWK } from 'jose'
import { ASSERTION_ALGS } from './client-assertion.ts'

const MIN_RSA_BITS = 2048

/** What keeps `text` from being the keys of a client; undefined where nothing does. Public keys only, each of an algorithm that assertions may have. */
export async function jwksProblem(text: string): Promise<string | undefined> {
  const keys = parse(text)
  if (keys === undefined || keys.length === 0) return 'must be a JWK Set with a key (RFC 7517 §5)'
  for (const key of keys) {
    const problem = await keyProblem(key)
    if (problem !== undefined) return problem
  }
  return undefined
}

function parse(text: string): JWK[] | undefined {
  try {
    const { keys } = JSON.parse(text)
    return Array.isArray(keys) && keys.every((key) => typeof key === 'object' && key !== null) ? keys : undefined
  } catch {
    return undefined
  }
}

async function keyProblem(key: JWK): Promise<string | undefined> {
  if ('d' in key || 'k' in key) return 'must hold public keys only'
  const alg = key.alg ?? { EC: key.crv === 'P-384' ? 'ES384' : 'ES256', OKP: 'EdDSA', RSA: 'RS256' }[key.kty as string]
  if (alg === undefined || !ASSERTION_ALGS.includes(alg)) return `must hold keys for ${ASSERTION_ALGS.join(', ')}`
  if (key.kty === 'RSA' && isWeakRsa(key)) return `must hold RSA keys of at least ${MIN_RSA_BITS} bit`
  const usable = await importJWK(key, alg).then(
    () => true,
    () => false,
  )
  return usable ? undefined : 'holds a key that cannot be read'
}

/** By the numbers themselves: zeros in front make no key longer. */
function isWeakRsa({ n = '', e = '' }: JWK): boolean {
  const numberOf = (text: string) => BigInt(`0x${Buffer.from(text, 'base64url').toString('hex') || '0'}`)
  return numberOf(n).toString(2).length < MIN_RSA_BITS || numberOf(e) < 3n
}
