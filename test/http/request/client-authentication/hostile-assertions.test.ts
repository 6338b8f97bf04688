// REQUIREMENTS C 7, J 4: hostile assertions with a valid signature of a registered key. Only the checks can
// refuse them, and none causes an internal error.
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
/** Joins the given header with the payload and signature of another assertion. */
const withHeader = async (service: RunningService, header: string) =>
  [encode(header), ...(await sealed(JSON.stringify(claims(service)))).split('.').slice(1)].join('.')
/**
 * RFC 7797: the payload is signed without encoding. Read as base64url, it names the client, so the check
 * comes as far as the signature.
 */
async function unencoded(payload: string): Promise<string> {
  const header = { alg: 'ES256', kid: 'one', b64: false, crit: ['b64'] }
  const { protected: head, signature } = await new FlattenedSign(Buffer.from(payload)).setProtectedHeader(header).sign(privateKey)
  return `${head}.${payload}.${signature}`
}
const present = (service: RunningService, assertion: string) =>
  service.form('/token', { grant_type: 'client_credentials', client_assertion_type: JWT_BEARER, client_assertion: assertion })

test('a valid assertion signed in the same way is accepted (C 7)', async ({ service }) => {
  expect((await present(service, await sealed(JSON.stringify(claims(service))))).status).toBe(200)
})

test.for<[string, (service: RunningService) => Promise<string>]>([
  ['b64 off, which the library knows', (service) => unencoded(encode(JSON.stringify(claims(service))))],
  ['b64 on, and critical', (service) => sealed(JSON.stringify(claims(service)), { b64: true, crit: ['b64'] })],
  ['b64 that is not critical', (service) => sealed(JSON.stringify(claims(service)), { b64: true })],
  ['an unknown name in crit', (service) => withHeader(service, '{"alg":"ES256","kid":"one","crit":["exp"],"exp":1}')],
  ['an empty crit', (service) => withHeader(service, '{"alg":"ES256","kid":"one","crit":[]}')],
  ['crit that is null', (service) => withHeader(service, '{"alg":"ES256","kid":"one","crit":null}')],
  ['zip', (service) => sealed(JSON.stringify(claims(service)), { zip: 'DEF' })],
  ['enc', (service) => sealed(JSON.stringify(claims(service)), { enc: 'A256GCM' })],
  ['a header that is null', (service) => withHeader(service, 'null')],
  ['a header that is a list', (service) => withHeader(service, '[]')],
  ['a header that is text', (service) => withHeader(service, '"x"')],
  ['a header that is not JSON', (service) => withHeader(service, '{')],
  ['a header that is not UTF-8', async (service) => `_w.${(await sealed(JSON.stringify(claims(service)))).split('.').slice(1).join('.')}`],
  ['an alg that is not text', (service) => withHeader(service, '{"alg":5,"kid":"one"}')],
  ['an alg named like a prototype', (service) => withHeader(service, '{"alg":"constructor","kid":"one"}')],
  ['no alg', (service) => withHeader(service, '{"kid":"one"}')],
  ['a kid that is not text', (service) => withHeader(service, '{"alg":"ES256","kid":{"toString":"one"}}')],
  [
    'a header of 10,000 nested lists',
    (service) => withHeader(service, `{"alg":"ES256","kid":"one","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
  ],
  ['a payload that is null', () => sealed('null')],
  ['a payload that is a list', (service) => sealed(JSON.stringify([claims(service)]))],
  ['a payload that is text', (service) => sealed(JSON.stringify(JSON.stringify(claims(service))))],
  ['a payload that is a number', () => sealed('1')],
  ['a payload that is not JSON', () => sealed('{"iss":"robot"')],
  [
    'a payload that is not UTF-8',
    (service) => sealed(Buffer.from(`${JSON.stringify(claims(service)).slice(0, -1)},"x":"\u00ff"}`, 'latin1')),
  ],
  ['an empty payload', () => sealed('')],
  ['a payload of 10,000 nested lists', () => sealed('['.repeat(10_000) + ']'.repeat(10_000))],
  ['a payload with claims in a prototype', (service) => sealed(`{"__proto__":${JSON.stringify(claims(service))}}`)],
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
  ['a detached payload', async (service) => (await sealed(JSON.stringify(claims(service)))).replace(/\..*\./, '..')],
  ['a space at the end', async (service) => `${await sealed(JSON.stringify(claims(service)))} `],
])('refused like a wrong secret: %s (C 7, J 4)', async ([_, make], { service }) => {
  expect(await present(service, await make(service))).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
})
