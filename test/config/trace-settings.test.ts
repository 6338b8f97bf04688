// The settings of traces, by OpenTelemetry's names.
import { describe, expect, test } from 'vitest'
import { inspectConfig } from '../../src/config.ts'

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }
const inspect = (env: Record<string, string>) => inspectConfig({ env, mode: 'serve' })

test('traces are off by default, also with the other settings', () => {
  expect(inspect({}).config!.traces).toBeUndefined()
  expect(inspect({ OTEL_SERVICE_NAME: 'auth', OTEL_TRACES_SAMPLER_ARG: '0.5' }).config!.traces).toBeUndefined()
})

test.each([
  ['http://127.0.0.1:4318', 'http://127.0.0.1:4318/v1/traces'],
  ['https://otel.example.com/base/', 'https://otel.example.com/base/v1/traces'],
])('/v1/traces is appended to %s', (endpoint, url) =>
  expect(inspect({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }).config!.traces).toEqual({
    url,
    headers: {},
    serviceName: 'mintmark',
    share: 1,
  }),
)

test('headers are percent-decoded, and never shown', () => {
  const { config, sources } = inspect({ ...ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS: 'Api-Key=canary%20key%3D, x-tenant=1=2' })
  expect(config!.traces!.headers).toEqual({ 'api-key': 'canary key=', 'x-tenant': '1=2' })
  expect(JSON.stringify(sources)).not.toContain('canary')
})

describe('a broken value is refused', () => {
  test.each([
    ['OTEL_EXPORTER_OTLP_ENDPOINT', ['localhost:4318', 'ftp://a', 'http://user:canary@a', 'http://a/?canary', 'http://a/#b']],
    ['OTEL_EXPORTER_OTLP_HEADERS', ['canary', '=canary', 'a=%zz', 'a=b,,c=d', 'a=%0d%0aX: canary', 'a b=canary']],
    ['OTEL_SERVICE_NAME', [' mintmark', 'mint\nmark', 'm'.repeat(256)]],
    ['OTEL_TRACES_SAMPLER_ARG', ['1.5', '-1', '.5', '1e-3', 'canary']],
  ])('%s', (variable, values) => {
    for (const value of values) {
      const { problems } = inspect({ ...ENDPOINT, [variable]: value })
      expect(problems.map((problem) => problem.variable)).toEqual([variable])
      expect(JSON.stringify(problems)).not.toContain('canary')
    }
  })
})
