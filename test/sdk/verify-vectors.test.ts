// The golden vectors of sdk/verify: our verifier answers as they say, in every framework.
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makePairs } from '../../scripts/access-token-vectors/kit.ts'
import { generateVectors, type Vector, type VectorFile } from '../../scripts/access-token-vectors/vectors.ts'
import { createVerifier } from '../../sdk/verify/src/index.ts'
import { FRAMEWORKS, type ProtectedService, pathOf } from './protected-services.ts'
import { getWith, type RawAnswer } from './raw-request.ts'
import { VECTORS as FILE } from './vector-file.ts'

/** The challenge that Mintmark itself sends (RFC 6750 §3). */
const challengeOf = ({ scope, expected: { error } }: Vector) =>
  `Bearer realm="mintmark"${error === undefined ? '' : `, error="${error}"`}${error === 'insufficient_scope' ? `, scope="${scope}"` : ''}`

const DETAILS = {
  not_authenticated: 'Not authenticated',
  invalid_token: 'Invalid or expired token',
  insufficient_scope: 'Not enough permissions',
}

/** Returns the answer that a service behind our verifier must give. */
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

describe('the vector file', () => {
  test('matches its generator; if not, run node scripts/generate-vectors.ts', async () => {
    const shown = ({ vectors, jwks, removedJwks, ...rest }: VectorFile) => ({
      ...rest,
      kids: [jwks, removedJwks].map(({ keys }) => keys.length),
      vectors: vectors.map(({ authorization, token, ...vector }) => ({
        ...vector,
        values: authorization.length,
        token: token !== undefined,
      })),
    })
    const { issuer, audience } = FILE
    const fresh = await generateVectors({ issuer, audience, scope: 'orders:read', clientId: 'shop', pairs: await makePairs() }, FILE.now)
    expect(shown(FILE)).toEqual(JSON.parse(JSON.stringify(shown(fresh))))
  })

  test('has no private key, and unique ids and names', () => {
    expect(FILE.jwks.keys.map(({ alg }) => alg)).toEqual(['ES256', 'RS256', 'EdDSA'])
    for (const jwk of [...FILE.jwks.keys, ...FILE.removedJwks.keys])
      for (const member of ['d', 'p', 'q', 'k']) expect(jwk).not.toHaveProperty(member)
    for (const member of ['id', 'name'] as const) {
      expect(new Set(FILE.vectors.map((vector) => vector[member])).size).toBe(FILE.vectors.length)
    }
  })

  test('has the ids of its edition, which never change', () => {
    const ids = readFileSync(new URL('vector-ids.txt', import.meta.url), 'utf8')
      .trim()
      .split('\n')
    expect(FILE.vectors.map(({ id }) => id).sort()).toEqual(ids.sort())
  })

  test('matches its JSON Schema, and spoiled files do not', () => {
    const schema = JSON.parse(readFileSync('sdk/verify/vectors/access-token.schema.json', 'utf8'))
    const isValid = formats.default(new Ajv2020({ allErrors: true })).compile(schema)
    isValid(FILE)
    expect(isValid.errors).toBeNull()
    const [first] = FILE.vectors as [Vector]
    const spoiled: object[] = [
      { ...FILE, edition: 1 },
      { ...FILE, now: undefined },
      { ...FILE, jwks: { keys: [{ ...FILE.jwks.keys[0], d: 'secret' }] } },
      ...[{ id: 'Not An Id' }, { kind: 'odd' }, { maker: 'nobody' }, { now: 1 }, { expected: { status: 200 } }].map((changed) => ({
        ...FILE,
        vectors: [{ ...first, ...changed }],
      })),
    ]
    for (const one of spoiled) expect(isValid(JSON.parse(JSON.stringify(one)))).toBe(false)
  })

  test('has the same content as the table', () => {
    const [names, ...rows] = readFileSync('sdk/verify/vectors/access-token.tsv', 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split('\t'))
    const text = (value: unknown) => String(value ?? '')
    expect(rows.map((row) => Object.fromEntries(names!.map((name, at) => [name, row[at]])))).toEqual(
      FILE.vectors.map(({ id, kind, maker, alg, expected, scope, exactClock, token, authorization }) => ({
        id,
        kind,
        maker,
        alg: text(alg),
        status: text(expected.status),
        error: text(expected.error),
        scope: text(scope),
        exact_clock: exactClock ? 'yes' : '',
        token: text(token),
        authorization: text(authorization[0]),
        authorization_2: text(authorization[1]),
      })),
    )
  })
})

describe.each(FRAMEWORKS)('$name', ({ start }) => {
  let service: ProtectedService
  const problems: string[] = []
  beforeAll(async () => {
    const verifier = createVerifier({
      issuer: FILE.issuer,
      audience: FILE.audience,
      jwksUri: 'https://keys.example.com/jwks',
      nowMs: () => FILE.now * 1000,
      fetch: async () => Response.json(FILE.jwks),
      onRefusal: ({ problem }) => problems.push(problem),
      onWarning: () => {},
    })
    service = await start(verifier, [...new Set(FILE.vectors.map(({ scope }) => scope))])
  })
  afterAll(() => service.close())

  test('the verifier answers every vector correctly (J 1, J 2, J 3, J 4, J 5, J 6, J 7, J 8, J 9, J 11, B 1, B 2, B 3)', async () => {
    for (const vector of FILE.vectors) {
      expect(await getWith(`${service.url}${pathOf(vector.scope)}`, vector.authorization), vector.name).toMatchObject(answerTo(vector))
    }
    // The log receives each refusal and its reason.
    expect(problems).toHaveLength(FILE.vectors.filter(({ expected }) => expected.status !== 200).length)
    expect(problems).toContain('it has expired')
  })
})
