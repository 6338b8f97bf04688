// REQUIREMENTS C 7, J 4: assertions that a registered key has signed, whatever stands in them: only the checks can refuse them, and none is a defect.
import { randomUUID } from 'node:crypto'
import { CompactSign, exportJWK, FlattenedSign, generateKeyPair } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sqlite } from '../support/databases.ts'
import type { Json } from '../support/own-tokens.ts'
import { ISSUER, type RunningService, startService } from '../support/service.ts'

const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'
const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })

let s: RunningService
beforeAll(async () => {
  s = await startService((await sqlite.fresh()).config)
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }]
  await s.addClient('robot', { authMethods: ['private_key_jwt'], jwks: { keys } })
})
afterAll(() => s.stop())

const now = () => Math.floor(s.system.nowMs() / 1000)
const claims = (): Json => ({ iss: 'robot', sub: 'robot', aud: ISSUER, exp: now() + 60, jti: randomUUID() })
const encode = (text: string) => Buffer.from(text).toString('base64url')
const sealed = (payload: string | Uint8Array, header: Json = {}) =>
  new CompactSign(typeof payload === 'string' ? Buffer.from(payload) : payload)
    .setProtectedHeader({ alg: 'ES256', kid: 'one', ...header } as never)
    .sign(privateKey)
/** With a header as it stands, and a signature that is good for another. */
const withHeader = async (header: string) => [encode(header), ...(await sealed(JSON.stringify(claims()))).split('.').slice(1)].join('.')
/** RFC 7797: what is signed is the payload as it stands. Read as base64url it names the client, and so it comes as far as the signature. */
async function unencoded(payload: string): Promise<string> {
  const header = { alg: 'ES256', kid: 'one', b64: false, crit: ['b64'] }
  const { protected: head, signature } = await new FlattenedSign(Buffer.from(payload)).setProtectedHeader(header).sign(privateKey)
  return `${head}.${payload}.${signature}`
}
const present = (assertion: string) =>
  s.form('/token', { grant_type: 'client_credentials', client_assertion_type: JWT_BEARER, client_assertion: assertion })

test('C 7: signed alike, and as it should be, one is good', async () => {
  expect((await present(await sealed(JSON.stringify(claims())))).status).toBe(200)
})

test.each<[string, () => Promise<string>]>([
  ['b64 off, which is understood', () => unencoded(encode(JSON.stringify(claims())))],
  ['b64 on, and critical', () => sealed(JSON.stringify(claims()), { b64: true, crit: ['b64'] })],
  ['b64 that is not critical', () => sealed(JSON.stringify(claims()), { b64: true })],
  ['crit of what nobody knows', () => withHeader('{"alg":"ES256","kid":"one","crit":["exp"],"exp":1}')],
  ['crit of nothing', () => withHeader('{"alg":"ES256","kid":"one","crit":[]}')],
  ['crit that is null', () => withHeader('{"alg":"ES256","kid":"one","crit":null}')],
  ['zip', () => sealed(JSON.stringify(claims()), { zip: 'DEF' })],
  ['enc', () => sealed(JSON.stringify(claims()), { enc: 'A256GCM' })],
  ['a header that is null', () => withHeader('null')],
  ['a header that is a list', () => withHeader('[]')],
  ['a header that is text', () => withHeader('"x"')],
  ['a header that is no JSON', () => withHeader('{')],
  ['a header that is no UTF-8', async () => `_w.${(await sealed(JSON.stringify(claims()))).split('.').slice(1).join('.')}`],
  ['an alg that is no text', () => withHeader('{"alg":5,"kid":"one"}')],
  ['an alg by the name of a prototype', () => withHeader('{"alg":"constructor","kid":"one"}')],
  ['no alg', () => withHeader('{"kid":"one"}')],
  ['a kid that is no text', () => withHeader('{"alg":"ES256","kid":{"toString":"one"}}')],
  [
    'a header of 10,000 lists in one another',
    () => withHeader(`{"alg":"ES256","kid":"one","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`),
  ],
  ['a payload that is null', () => sealed('null')],
  ['a payload that is a list', () => sealed(JSON.stringify([claims()]))],
  ['a payload that is text', () => sealed(JSON.stringify(JSON.stringify(claims())))],
  ['a payload that is a number', () => sealed('1')],
  ['a payload that is no JSON', () => sealed('{"iss":"robot"')],
  ['a payload that is no UTF-8', () => sealed(Buffer.from(`${JSON.stringify(claims()).slice(0, -1)},"x":"\u00ff"}`, 'latin1'))],
  ['a payload of nothing', () => sealed('')],
  ['a payload of 10,000 lists in one another', () => sealed('['.repeat(10_000) + ']'.repeat(10_000))],
  ['a payload whose claims are a prototype’s', () => sealed(`{"__proto__":${JSON.stringify(claims())}}`)],
  ['an assertion in an assertion', async () => sealed(await sealed(JSON.stringify(claims())), { cty: 'JWT' })],
  [
    'the JSON form',
    async () =>
      JSON.stringify(
        await new FlattenedSign(Buffer.from(JSON.stringify(claims()))).setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(privateKey),
      ),
  ],
  ['a form of five parts', async () => `${await sealed(JSON.stringify(claims()))}.x.y`],
  ['a payload that is detached', async () => (await sealed(JSON.stringify(claims()))).replace(/\..*\./, '..')],
  ['a space behind it', async () => `${await sealed(JSON.stringify(claims()))} `],
])('C 7, J 4: refused like a wrong secret: %s', async (_, make) => {
  expect(await present(await make())).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
})
