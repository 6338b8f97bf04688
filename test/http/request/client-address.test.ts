// REQUIREMENTS L 6: the address of a client. Only a trusted proxy may say that a request comes from
// elsewhere.
import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseNetworks } from '../../../src/config/networks.ts'
import { type ClientAddressOf, createClientAddress } from '../../../src/http/request/caller.ts'
import { createHttpServer } from '../../../src/http/server/server.ts'
import { createLog } from '../../../src/log.ts'
import { groups, isMapped, spelled } from '../../support/ipv6-spellings.ts'
import { ISSUER } from '../../support/service.ts'
import { createTestSystem } from '../../support/test-system.ts'

/** A request from `peer`, with only what decides its address. */
function requestFrom(peer: string | undefined, forwarded?: string): Parameters<ClientAddressOf>[0] {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
  return { socket: { remoteAddress: peer }, headers } as never
}
const behind = (proxies: string) => createClientAddress(parseNetworks(proxies)!)
const PROXIES = '10.0.0.0/8, 2001:db8:ffff::/48, 192.0.2.1'

describe('the client (L 6)', () => {
  const direct = createClientAddress([])
  const proxied = behind(PROXIES)

  test('is the peer if no proxy is trusted, whatever it says', () => {
    expect(direct(requestFrom('203.0.113.9', '198.51.100.1'))).toEqual({ address: '203.0.113.9', key: '203.0.113.9' })
    expect(direct(requestFrom('::ffff:203.0.113.9'))).toEqual({ address: '203.0.113.9', key: '203.0.113.9' })
    expect(direct(requestFrom('2001:db8::5'))).toEqual({ address: '2001:db8::5', key: '2001:db8::/64' })
    expect(direct(requestFrom(undefined, '198.51.100.1'))).toEqual({ address: 'unknown', key: 'unknown' })
  })

  test.each<[string, string, string | undefined, string]>([
    ['is the peer that bypasses the proxies', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['is the address that the proxy names', '10.1.2.3', '198.51.100.1', '198.51.100.1'],
    ['is the IPv6 address that the proxy names', '2001:db8:ffff::1', '2001:db8::5', '2001:db8::5'],
    ['is the address named by an IPv4-mapped proxy', '::ffff:10.1.2.3', '198.51.100.1', '198.51.100.1'],
    ['is not an address that the client names', '10.1.2.3', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
    ['is not a proxy that the client names', '10.1.2.3', '10.9.9.9, 198.51.100.1', '198.51.100.1'],
    ['is the address that the first of several proxies names', '10.1.2.3', '1.1.1.1, 198.51.100.1, 192.0.2.1, 10.7.7.7', '198.51.100.1'],
    ['is the proxy if no other address is named', '10.1.2.3', undefined, '10.1.2.3'],
    ['is the furthest proxy if all are trusted', '10.1.2.3', '10.4.4.4, 10.5.5.5', '10.4.4.4'],
    ['is the proxy that writes nonsense', '10.1.2.3', 'unknown', '10.1.2.3'],
    ['is the proxy that hides the address', '10.1.2.3', '198.51.100.1, _hidden', '10.1.2.3'],
    ['is the proxy next to the nonsense', '10.1.2.3', '1.1.1.1, nonsense, 10.5.5.5', '10.5.5.5'],
    ['is the proxy if the list is empty', '10.1.2.3', ' , ,', '10.1.2.3'],
    ['is named among empty elements', '10.1.2.3', ', 198.51.100.1 ,, ', '198.51.100.1'],
    ['is named with a port', '10.1.2.3', '198.51.100.1:4711', '198.51.100.1'],
    ['is named in brackets', '10.1.2.3', '[2001:db8::5]', '2001:db8::5'],
    ['is named in brackets with a port', '10.1.2.3', '[2001:DB8:0::5]:443', '2001:db8::5'],
    ['is named with a zone', '10.1.2.3', 'fe80::1%eth0', 'fe80::1'],
    ['is named by a mapped address', '10.1.2.3', '::ffff:198.51.100.1', '198.51.100.1'],
    ['is not named in octal', '10.1.2.3', '0306.51.100.1', '10.1.2.3'],
    ['is not named in a URL', '10.1.2.3', 'http://198.51.100.1', '10.1.2.3'],
    ['is not named by a script', '10.1.2.3', '<script>alert(1)</script>', '10.1.2.3'],
    ['is a neighbour of a proxy', '10.1.2.3', '192.0.2.2', '192.0.2.2'],
  ])('%s', (_, peer, forwarded, address) => expect(proxied(requestFrom(peer, forwarded)).address).toBe(address))

  test('has one key, whatever the list begins with or its spelling', () => {
    const anything = fc
      .array(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.constant('10.0.0.1')), { maxLength: 5 })
      .map((list) => list.join(','))
    const client = groups.filter((ipv6) => !isMapped(ipv6) && ipv6[0] !== 0x2001).chain((ipv6) => fc.tuple(spelled(ipv6), spelled(ipv6)))
    const form = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => `[${text}]`,
      (text) => `[${text}]:1234`,
      (text) => `  ${text}\t`,
    )
    fc.assert(
      fc.property(anything, client, form, form, (before, [one, other], formed, otherwise) => {
        const honest = proxied(requestFrom('10.0.0.1', formed(one)))
        expect(honest.key).toMatch(/\/64$/)
        expect(proxied(requestFrom('10.0.0.1', `${before}, ${otherwise(other)}, 10.0.0.2`))).toEqual(honest)
      }),
    )
  })

  test('cannot choose its key, even if it writes the list itself', () => {
    fc.assert(
      fc.property(fc.string(), (written) => {
        expect(proxied(requestFrom('10.0.0.1', `${written}, 198.51.100.1`)).key).toBe('198.51.100.1')
      }),
    )
  })
})

describe('on a real connection (L 6)', () => {
  async function serve(fetch: (address: () => string) => Response | Promise<Response>) {
    const clientAddress = behind('127.0.0.0/8')
    const server = createHttpServer({
      app: { fetch: (_, env) => fetch(() => clientAddress(env.incoming).address) },
      issuer: ISSUER,
      trustedProxies: [],
      log: createLog('silent'),
      system: createTestSystem(),
    })
    await once(server.listen(0, '127.0.0.1'), 'listening')
    return { server, port: (server.address() as AddressInfo).port }
  }

  test('several X-Forwarded-For headers are one list, in their order', async () => {
    const { server, port } = await serve((address) => new Response(address()))
    const socket = connect(port, '127.0.0.1')
    const lists = ['1.1.1.1', '198.51.100.1', '127.0.0.5'].map((list) => `X-Forwarded-For: ${list}\r\n`).join('')
    socket.write(`GET / HTTP/1.1\r\nHost: a\r\n${lists}Connection: close\r\n\r\n`)
    let text = ''
    for await (const chunk of socket) text += chunk
    expect(text.split('\r\n\r\n')[1]).toBe('198.51.100.1')
    server.close()
  })

  test('the address of a client that resets its connection is still known', async () => {
    const asked = Promise.withResolvers<void>()
    const seen = Promise.withResolvers<string>()
    const { server, port } = await serve(async (address) => {
      asked.resolve()
      await wait(100)
      seen.resolve(address())
      return new Response()
    })
    const socket = connect(port, '127.0.0.1').on('error', () => {})
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await asked.promise
    socket.resetAndDestroy()
    expect(await seen.promise).toBe('127.0.0.1')
    server.close()
  })
})
