// Follows docs/protect-a-service.md in Python: the FastAPI service with Debian's PyJWT, beside a running
// Mintmark and against the golden vectors.
import { expect, onTestFinished, test } from 'vitest'
import { makePairs } from '../../scripts/access-token-vectors/kit.ts'
import { generateVectors } from '../../scripts/access-token-vectors/vectors.ts'
import { PAGE_AUDIENCE, startPythonService } from '../docs/page-service.ts'
import { expectProtected, mintmarkForServices } from '../docs/page-tokens.ts'
import { startIssuer } from '../sdk/issuer.ts'
import { getWith } from '../sdk/raw-request.ts'

const JWKS = '/.well-known/jwks.json'

/** A route for each scope that answers with the claims. */
const routeFor = (scope: string, at: number) => `
@app.get("/vectors/${at}")
def vectors_${at}(auth: dict = Depends(require_auth("${scope}"))):
    return auth
`

test('the FastAPI service accepts exactly the tokens that are for it', async () => {
  const { url, tokens } = await mintmarkForServices()
  const { url: service, said } = await startPythonService(url)
  await expectProtected(service, tokens)
  // The log has the reason, which the caller does not get.
  await expect
    .poll(said)
    .toContain(`InvalidAudienceError: Invalid audience; expected iss '${url}' and aud '${PAGE_AUDIENCE}', found '${url}' and '${url}'`)
  // The log-in button of its own page uses this service.
  const { components } = (await (await fetch(`${service}/openapi.json`)).json()) as { components: { securitySchemes: object } }
  expect(components.securitySchemes).toEqual({
    OAuth2PasswordBearer: { type: 'oauth2', flows: { password: { scopes: {}, tokenUrl: `${url}/token` } } },
  })
})

test('the FastAPI service answers every vector correctly, and 503 without keys', async () => {
  const issuer = await startIssuer()
  onTestFinished(() => issuer.close())
  const pairs = await makePairs()
  const parties = { issuer: issuer.url, audience: PAGE_AUDIENCE, scope: 'data:read', clientId: 'shop', pairs }
  // PyJWT's clock cannot be set. The vectors are therefore made now, and those that need an exact second are
  // left out.
  const { vectors, jwks } = await generateVectors(parties, Math.floor(Date.now() / 1000))
  const scopes = [...new Set(vectors.map(({ scope = '' }) => scope))]
  const { url: service, said } = await startPythonService(issuer.url, scopes.map(routeFor).join(''))
  const urlOf = (scope = '') => `${service}/vectors/${scopes.indexOf(scope)}`

  issuer.mood = 'fails'
  expect(await getWith(urlOf(), vectors[0]!.authorization)).toMatchObject({ status: 503, retryAfter: '5' })
  await expect.poll(said).toContain(`The keys of ${issuer.url} cannot be fetched: `)
  issuer.mood = 'well'
  issuer.answers = { [JWKS]: jwks }

  const asked = vectors.filter(({ exactClock }) => !exactClock)
  expect(asked.length).toBeGreaterThan(150)
  for (const { name, scope, authorization, expected } of asked) {
    const { status, challenge = '', body } = await getWith(urlOf(scope), authorization)
    const error = /error="(\w+)"/.exec(challenge)?.[1]
    expect({ status, error, claims: status === 200 ? body : undefined }, name).toEqual({
      status: expected.status,
      error: expected.error,
      claims: expected.claims === undefined ? undefined : JSON.parse(JSON.stringify(expected.claims)),
    })
  }
  expect(issuer.asked.filter((path) => path === JWKS).length).toBe(2)
})
