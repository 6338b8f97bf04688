// REQUIREMENTS C 7, J 4: assertions that a registered key has signed, whatever stands in them: only the checks can refuse them, and none is a defect.
import { randomUUID } from 'node:crypto'
import { CompactSign, exportJWK, FlattenedSign, generateKeyPair } from 'jose'
import { expect } from 'vitest'
import { sqlite } from '../../../support/databases.ts'
import { onDatabase } from '../../../support/fixtures.ts'
import type { Json } from '../../../support/own-tokens.ts'
import { ISSUER, type RunningService } from '../../../support/service.ts'

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })

const test = onDatabase(sqlite)
test.beforeAll(async ({ service }) => {
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }]
  await service.addClient('robot', { authMethods: ['private_key_jwt'], jwks: { keys } })
})

const now = (service: RunningService) => Math.floor(service.system.nowMs() / 1000)
const claims = (service: RunningService): Json => ({ iss: 'robot', sub: 'robot', aud: ISSUER, exp: now(service) + 60, jti: randomUUID() })
const encode = (text: string) => Buffer.from(text).toString('base64url')
const sealed = (payload: string | Uint8Array, header: Json = {}) =>
  new CompactSign(typeof payload === 'string' ? Buffer.from(payload) : payload)
    .setProtectedHeader({ alg: 'ES256', kid: 'one', ...header } as never)
    .sign(privateKey)
/** With a header as it stands, and a signature that is good for another. */
const withHeader = async (service: RunningService, header: string) =>
  [encode(header), ...(await sealed(JSON.stringify(claims(service)))).split('.').slice(1)].join('.')
/** RFC 7797: what is signed is the payload as it stands. Read as base64url it names the client, and so it comes as far as the signature. */
async function unencoded(payload: string): Promise<string> {
  const header = { alg: 'ES256', kid: 'one', b64: false, crit: ['b64'] }
  const { protected: head, signature } = await new FlattenedSign(Buffer.from(payload)).setProtectedHeader(header).sign(privateKey)
  return `${head}.${payload}.${signature}`
}
const present = (service: RunningService, assertion: string) =>
  service.form('/token', { grant_type: 'client_credentials', client_assertion_type: JWT_BEARER, client_assertion: assertion })

test('C 7: signed alike, and as it should be, one is good', async ({ service }) => {
  expect((await present(service, await sealed(JSON.stringify(claims(service))))).status).toBe(200)
})

test.for<[string, (service: RunningService) => Promise<string>]>([
  ['b64 off, which is understood', (service) => unencoded(encode(JSON.stringify(claims(service))))],
  ['b64 on, and critical', (service) => sealed(JSON.stringify(claims(service)), { b64: true, crit: ['b64'] })],
  ['b64 that is not critical', (service) => sealed(JSON.stringify(claims(service)), { b64: true })],
  ['crit of what nobody knows', (service) => withHeader(service, '{"alg":"ES256","kid":"one","crit":["exp"],"exp":1}')],
  ['crit of nothing', (service) => withHeader(service, '{"alg":"ES256","kid":"one","crit":[]}')],
  ['crit that is null', (service) => withHeader(service, '{"alg":"ES256","kid":"one","crit":null}')],
  ['zip', (service) => sealed(JSON.stringify(claims(service)), { zip: 'DEF' })],
  ['enc', (service) => sealed(JSON.stringify(claims(service)), { enc: 'A256GCM' })],
  ['a header that is null', (service) => withHeader(service, 'null')],
  ['a header that is a list', (service) => withHeader(service, '[]')],
  ['a header that is text', (service) => withHeader(service, '"x"')],
  ['a header that is no JSON', (service) => withHeader(service, '{')],
  ['a header that is no UTF-8', async (service) => `_w.${(await sealed(JSON.stringify(claims(service)))).split('.').slice(1).join('.')}`],
  ['an alg that is no text', (service) => withHeader(service, '{"alg":5,"kid":"one"}')],
  ['an alg by the name of a prototype', (service) => withHeader(service, '{"alg":"constructor","kid":"one"}')],
  ['no alg', (service) => withHeader(service, '{"kid":"one"}')],
  ['a kid that is no text', (service) => withHeader(service, '{"alg":"ES256","kid":{"toString":"one"}}')],
  [
    'a header of 10,000 lists in one another',
    (service) => withHeader(service, `{"alg":"ES256","kid":"one","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
  ],
  ['a payload that is null', () => sealed('null')],
  ['a payload that is a list', (service) => sealed(JSON.stringify([claims(service)]))],
  ['a payload that is text', (service) => sealed(JSON.stringify(JSON.stringify(claims(service))))],
  ['a payload that is a number', () => sealed('1')],
  ['a payload that is no JSON', () => sealed('{"iss":"robot"')],
  [
    'a payload that is no UTF-8',
    (service) => sealed(Buffer.from(`${JSON.stringify(claims(service)).slice(0, -1)},"x":"\u00ff"}`, 'latin1')),
  ],
  ['a payload of nothing', () => sealed('')],
  ['a payload of 10,000 lists in one another', () => sealed('['.repeat(10_000) + ']'.repeat(10_000))],
  ['a payload whose claims are a prototype’s', (service) => sealed(`{"__proto__":${JSON.stringify(claims(service))}}`)],
  ['an assertion in an assertion', async (service) => sealed(await sealed(JSON.stringify(claims(service))), { cty: 'JWT' })],
  [
    'the JSON form',
    async (service) =>
      JSON.stringify(
        await new FlattenedSign(Buffer.from(JSON.stringify(claims(service))))
          .setProtectedHeader({ alg: 'ES256', kid: 'one' })
          .sign(privateKey),
      ),
  ],
  ['a form of five parts', async (service) => `${await sealed(JSON.stringify(claims(service)))}.x.y`],
  ['a payload that is detached', async (service) => (await sealed(JSON.stringify(claims(service)))).replace(/\..*\./, '..')],
  ['a space behind it', async (service) => `${await sealed(JSON.stringify(claims(service)))} `],
])('C 7, J 4: refused like a wrong secret: %s', async ([_, make], { service }) => {
  expect(await present(service, await make(service))).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
})
