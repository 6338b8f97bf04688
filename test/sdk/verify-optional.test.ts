// `optional`: a request needs no token, but a token that it shows must be valid. Also what `onRefusal` gets
// of a request.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createVerifier } from '../../sdk/verify/src/index.ts'
import { FRAMEWORKS, type ProtectedService, pathOf } from './protected-services.ts'
import { getWith } from './raw-request.ts'
import { VECTORS } from './vector-file.ts'

const { issuer, audience, jwks, now, vectors } = VECTORS
const [{ authorization }] = vectors as [(typeof vectors)[0]]
const good = String(authorization[0])

describe.each(FRAMEWORKS.filter(({ name }) => name !== 'the core'))('$name', ({ start }) => {
  let service: ProtectedService
  const refused: string[] = []
  beforeAll(async () => {
    const verifier = createVerifier({
      issuer,
      audience,
      jwksUri: `${issuer}/keys`,
      nowMs: () => now * 1000,
      fetch: async () => Response.json(jwks),
      onRefusal(_, request) {
        const { path, url } = (request as { req?: { path: string; url: string } }).req ?? (request as { path?: string; url: string })
        refused.push(path ?? url)
      },
    })
    service = await start(verifier, [undefined], { optional: true })
  })
  afterAll(() => service.close())

  test.each<[string, string[], number, object]>([
    ['no token', [], 200, { of: 'nobody' }],
    ['another scheme', ['Basic c2hvcDpz'], 200, { of: 'nobody' }],
    ['a valid token', [good], 200, { of: 'shop' }],
    ['an invalid token', [`${good}x`], 401, { detail: 'Invalid or expired token' }],
    ['two tokens', [good, good], 401, { detail: 'Invalid or expired token' }],
  ])('an optional token is checked if present: %s (B 1, B 3)', async (_, values, status, body) => {
    refused.length = 0
    expect(await getWith(`${service.url}${pathOf(undefined)}`, values)).toMatchObject({ status, body })
    expect(refused).toEqual(status === 200 ? [] : [pathOf(undefined)])
  })
})
