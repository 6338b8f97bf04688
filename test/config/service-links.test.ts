// Kubernetes adds variables for each Service to every pod of the namespace. Those of a Service `mintmark`
// begin like settings of this service.
import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../src/config/config-error.ts'
import { withoutServiceLinks } from '../../src/config/service-links.ts'
import { inspectConfig, readConfig } from '../../src/config.ts'

/** Returns the variables that kubelet makes for a Service of this name with one port. */
const linksOf = (service: string, address = '10.96.7.11', url = `tcp://${address}:8080`) => ({
  [`${service}_SERVICE_HOST`]: address,
  [`${service}_SERVICE_PORT`]: '8080',
  [`${service}_SERVICE_PORT_HTTP`]: '8080',
  [`${service}_PORT`]: url,
  [`${service}_PORT_8080_TCP`]: url,
  [`${service}_PORT_8080_TCP_PROTO`]: 'tcp',
  [`${service}_PORT_8080_TCP_PORT`]: '8080',
  [`${service}_PORT_8080_TCP_ADDR`]: address,
})

describe('a service link is ignored', () => {
  test.each([
    ['of the Service itself', linksOf('MINTMARK')],
    ['of the Service by IPv6', linksOf('MINTMARK', 'fd00::1', 'tcp://[fd00::1]:8080')],
    ['of a Service for its metrics', linksOf('MINTMARK_MANAGEMENT')],
    ['of a Service named like a setting', linksOf('MINTMARK_SECRET')],
    ['of a port over UDP', { MINTMARK_PORT_53_UDP: 'udp://10.0.0.1:53', MINTMARK_PORT_53_UDP_PROTO: 'udp' }],
  ])('%s', (_, env) => {
    const { problems, sources, config } = inspectConfig({ env: { ...env, PORT: '9000' }, mode: 'serve' })
    expect(problems).toEqual([])
    expect(config?.http.port).toBe(9000)
    expect(sources.filter(({ source }) => source !== 'default').map(({ variable }) => variable)).toEqual(['PORT'])
  })

  test('a service link named like a setting is recognized by its value', () => {
    const env = { MINTMARK_MANAGEMENT_PORT: 'tcp://10.96.7.11:9464', MINTMARK_KEEP_ALIVE_SECONDS: '7' }
    expect(withoutServiceLinks(env)).toEqual({ MINTMARK_KEEP_ALIVE_SECONDS: '7' })
    expect(withoutServiceLinks({ MINTMARK_MANAGEMENT_PORT: '9464' })).toEqual({ MINTMARK_MANAGEMENT_PORT: '9464' })
  })
})

test.each([
  ['a port', { MINTMARK_PORT: '8080' }],
  ['a URL of another scheme', { MINTMARK_PORT: 'https://a.example' }],
  ['a host by name', { MINTMARK_SERVICE_HOST: 'a.example' }],
  ['a port that is not a number', { MINTMARK_SERVICE_PORT: 'http' }],
  ['an unrelated name', { MINTMARK_ISUER: 'tcp://10.0.0.1:80' }],
])('a similar name is refused: %s', (_, env) => {
  expect(() => readConfig({ env, mode: 'serve' })).toThrow(ConfigError)
})
