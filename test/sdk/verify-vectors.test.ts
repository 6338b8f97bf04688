// The golden vectors of sdk/verify: our verifier answers as they say, in every framework.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePairs } from '../../scripts/access-token-vectors/kit.ts'
import { generateVectors, type Vector, type VectorFile } from '../../scripts/access-token-vectors/vectors.ts'
import { createVerifier } from '../../sdk/verify/src/index.ts'
import { FRAMEWORKS, type ProtectedService, pathOf } from './protected-services.ts'
import { getWith, type RawAnswer } from './raw-request.ts'
import { VECTORS as FILE } from './vector-file.ts'

/** RFC 6750 §3, as Mintmark itself challenges. */
const challengeOf = ({ scope, expected: { error } }: Vector) =>
  `Bearer realm="mintmark"${error === undefined ? '' : `, error="${error}"`}${error === 'insufficient_scope' ? `, scope="${scope}"` : ''}`

const DETAILS = {
  not_authenticated: 'Not authenticated',
  invalid_token: 'Invalid or expired token',
  insufficient_scope: 'Not enough permissions',
}

/** What a service of ours answers. */
function answerTo(vector: Vector): Partial<RawAnswer> {
  const { status, error, claims } = vector.expected
  if (status === 200) return { status, body: claims }
  return {
    status,
    challenge: challengeOf(vector),
    contentType: 'application/problem+json',
    cacheControl: 'no-store',
    body: { detail: DETAILS[error ?? 'not_authenticated'] },
  }
}

describe('the file', () => {
  test('is of the cases as they are: else run node scripts/generate-vectors.ts', async () => {
    const shown = ({ vectors }: VectorFile) => vectors.map(({ authorization, ...rest }) => ({ ...rest, values: authorization.length }))
    const { issuer, audience } = FILE
    const fresh = await generateVectors(
      { issuer, audience, scope: 'orders:read', clientId: 'shop', pairs: await makePairs() },
      FILE.vectors[0]!.now,
    )
    expect(shown(FILE)).toEqual(JSON.parse(JSON.stringify(shown(fresh))))
  })

  test('has no private key, and each name once', () => {
    expect(FILE.jwks.keys.map(({ alg }) => alg)).toEqual(['ES256', 'RS256', 'EdDSA'])
    for (const jwk of FILE.jwks.keys) for (const member of ['d', 'p', 'q', 'k']) expect(jwk).not.toHaveProperty(member)
    expect(new Set(FILE.vectors.map(({ name }) => name)).size).toBe(FILE.vectors.length)
  })
})

describe.each(FRAMEWORKS)('$name', ({ start }) => {
  let service: ProtectedService
  let now = 0
  const problems: string[] = []
  beforeAll(async () => {
    const verifier = createVerifier({
      issuer: FILE.issuer,
      audience: FILE.audience,
      jwksUri: 'https://keys.example.com/jwks',
      nowMs: () => now * 1000,
      fetch: async () => Response.json(FILE.jwks),
      onRefusal: ({ problem }) => problems.push(problem),
      onWarning: () => {},
    })
    service = await start(verifier, [...new Set(FILE.vectors.map(({ scope }) => scope))])
  })
  afterAll(() => service.close())

  test('J 1, J 2, J 3, J 4, J 5, J 6, J 7, J 8, J 9, J 11, B 1, B 2, B 3: it answers every vector as it should', async () => {
    for (const vector of FILE.vectors) {
      now = vector.now
      expect(await getWith(`${service.url}${pathOf(vector.scope)}`, vector.authorization), vector.name).toMatchObject(answerTo(vector))
    }
    // The log is told of each refusal, and why.
    expect(problems).toHaveLength(FILE.vectors.filter(({ expected }) => expected.status !== 200).length)
    expect(problems).toContain('it has expired')
  })
})
