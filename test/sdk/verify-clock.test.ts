// What a verifier accepts if its clock differs from the issuer's. A wider tolerance accepts new tokens but
// does not extend expired ones.
import { describe, expect, test } from 'vitest'
import { createKit, makePairs } from '../../scripts/access-token-vectors/kit.ts'
import { createVerifier } from '../../sdk/verify/src/index.ts'

const ISSUER = 'https://auth.example.com'
const AUDIENCE = 'https://orders.example.com'
const NOW_SECONDS = Date.UTC(2026, 0, 1) / 1000
const pairs = await makePairs()
const kit = await createKit({ issuer: ISSUER, audience: AUDIENCE, scope: 'a', clientId: 'shop', pairs }, NOW_SECONDS)

const problemOf = async (clockToleranceSeconds: number | undefined, claims: Record<string, number>) => {
  const verifier = createVerifier({
    issuer: ISSUER,
    audience: AUDIENCE,
    jwksUri: `${ISSUER}/keys`,
    clockToleranceSeconds,
    onWarning: () => {},
    nowMs: () => NOW_SECONDS * 1000,
    fetch: async () => Response.json({ keys: Object.values(pairs).map(({ publicJwk }) => publicJwk) }),
  })
  const verdict = await verifier.verify(`Bearer ${await kit.signed(claims)}`)
  return 'claims' in verdict ? undefined : verdict.refusal.problem
}

describe.each([undefined, 0, 30, 120, 300])('clockToleranceSeconds: %s (J 6)', (option) => {
  const tolerance = option ?? 30

  test.each(['iat', 'nbf'])('%s may be ahead by the tolerance, and by no second more', async (name) => {
    expect(await problemOf(option, { [name]: NOW_SECONDS + tolerance })).toBeUndefined()
    expect(await problemOf(option, { [name]: NOW_SECONDS + tolerance + 1 })).toBe(
      `${name} is ${tolerance + 1} s ahead of this machine's clock, and ${tolerance} s are allowed`,
    )
  })

  test('exp keeps its tolerance of 30 s', async () => {
    expect(await problemOf(option, { exp: NOW_SECONDS - 29 })).toBeUndefined()
    expect(await problemOf(option, { exp: NOW_SECONDS - 30 })).toBe('it has expired')
  })
})
