// Which services a token is for, as pure rules (RFC 8707 §2, RFC 7519 §4.1.3).
import { describe, expect, test } from 'vitest'
import { DEFAULT_CLIENT_ID } from '../../src/clients/client.ts'
import { audClaim, audienceForPerson, audienceForService } from '../../src/oauth/audience.ts'
import { aClient } from '../data/rows.ts'

const ISSUER = 'https://auth.example.com'
const addressing = (...audiences: string[]) => aClient({ audiences })
const refusalOf = (sentence: string) => expect.objectContaining({ code: 'invalid_target', message: sentence })

describe("a person's token (RFC 8707 §2)", () => {
  test.each<[string, string[], string[], string[]]>([
    ['without a resource, the issuer and all audiences', [], ['orders', 'mail'], [ISSUER, 'orders', 'mail']],
    ['the resources alone', ['mail'], ['orders', 'mail'], ['mail']],
    ['the issuer alone', [ISSUER], ['orders'], [ISSUER]],
    ['each resource once', ['orders', ISSUER, 'orders'], ['orders'], ['orders', ISSUER]],
  ])('%s', (_, resources, audiences, audience) => expect(audienceForPerson(resources, addressing(...audiences), ISSUER)).toEqual(audience))

  test.each<[string, string]>([
    ['shop', "The resource mail is not allowed: it is not in the client's audiences."],
    [DEFAULT_CLIENT_ID, 'The resource mail is not allowed: it is not in MINTMARK_AUDIENCE.'],
  ])('a resource that %s may not address is refused with the setting', (id, sentence) => {
    const client = { ...addressing('orders'), id }
    expect(() => audienceForPerson(['orders', 'mail', 'chat'], client, ISSUER)).toThrow(refusalOf(sentence))
  })
})

describe("a service's own token (RFC 8707 §2)", () => {
  test.each<[string, string[], string[], string[]]>([
    ['without audiences, the issuer', [], [], [ISSUER]],
    ['the only audience', [], ['orders'], ['orders']],
    ['the resources', ['mail', 'orders'], ['orders', 'mail'], ['mail', 'orders']],
    ['the issuer, if it is named', [ISSUER], ['orders', 'mail'], [ISSUER]],
  ])('%s', (_, resources, audiences, audience) => expect(audienceForService(resources, addressing(...audiences), ISSUER)).toEqual(audience))

  test('of several audiences it must name the ones it means', () => {
    const sentence = 'Name the service by the parameter resource: the client may address several.'
    expect(() => audienceForService([], addressing('orders', 'mail'), ISSUER)).toThrow(refusalOf(sentence))
  })

  test('a resource that it may not address is refused', () => {
    const sentence = "The resource mail is not allowed: it is not in the client's audiences."
    expect(() => audienceForService(['mail'], addressing('orders'), ISSUER)).toThrow(refusalOf(sentence))
  })
})

test.each<[string[], string | string[]]>([
  [['a'], 'a'],
  [['a', 'a'], 'a'],
  [
    ['a', 'b', 'a'],
    ['a', 'b'],
  ],
])('the claim aud of %j is %j (RFC 7519 §4.1.3)', (audience, claim) => expect(audClaim(audience)).toEqual(claim))
