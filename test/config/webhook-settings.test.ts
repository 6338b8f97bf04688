// The settings of the webhook (docs/events.md#the-webhook).
import { expect, test } from 'vitest'
import { inspectConfig, readConfig } from '../../src/config.ts'

const SECRET = `whsec_${Buffer.alloc(32, 'mintmark').toString('base64')}`
const URL_WITH_KEY = 'https://siem.example.com/hook?key=hidden'
const webhook = (url: string, secret: string | undefined) => ({
  env: { MINTMARK_WEBHOOK_URL: url, ...(secret === undefined ? {} : { MINTMARK_WEBHOOK_SECRET: secret }) },
  mode: 'serve' as const,
})

test('without the setting there is no webhook', () => {
  expect(readConfig({ env: {}, mode: 'serve' }).config.webhook).toBeUndefined()
})

test('a webhook has up to two secrets, and a hidden path', () => {
  const { config, sources } = readConfig(webhook(URL_WITH_KEY, `${SECRET} ${SECRET}`))
  expect(config.webhook?.secrets).toEqual([Buffer.alloc(32, 'mintmark'), Buffer.alloc(32, 'mintmark')])
  expect(config.webhook?.url).toBe(URL_WITH_KEY)
  expect(JSON.stringify(sources)).toContain('https://siem.example.com/********')
  expect(JSON.stringify(sources)).not.toMatch(/hidden|whsec_/)
})

test.each(['http://127.0.0.1:9000/', 'http://localhost/a', 'http://[::1]:9/'])('on this machine http is enough: %s', (url) => {
  expect(readConfig(webhook(url, SECRET)).config.webhook?.url).toBe(url)
})

test.each([
  ['a URL over http', 'http://siem.example.com/', SECRET, 'MINTMARK_WEBHOOK_URL', /https/],
  ['a URL that only looks local', 'http://localhost.a.example/', SECRET, 'MINTMARK_WEBHOOK_URL', /loopback/],
  ['a URL with a user', 'https://a:b@siem.example.com/', SECRET, 'MINTMARK_WEBHOOK_URL', /user name/],
  ['a URL with a fragment', 'https://siem.example.com/#a', SECRET, 'MINTMARK_WEBHOOK_URL', /fragment/],
  ['no secret', URL_WITH_KEY, undefined, 'MINTMARK_WEBHOOK_SECRET', /must be given/],
  ['a secret of too few bytes', URL_WITH_KEY, 'whsec_MTIzNDU2Nzg=', 'MINTMARK_WEBHOOK_SECRET', /24 to 64/],
  ['a secret without its prefix', URL_WITH_KEY, SECRET.slice(6), 'MINTMARK_WEBHOOK_SECRET', /whsec_/],
  ['three secrets', URL_WITH_KEY, `${SECRET} ${SECRET} ${SECRET}`, 'MINTMARK_WEBHOOK_SECRET', /two of these/],
])('%s is refused, with its mend', (_, url, secret, variable, rule) => {
  const { problems } = inspectConfig(webhook(url, secret))
  expect(problems).toEqual([{ variable, rule: expect.stringMatching(rule), mend: expect.stringMatching(/MINTMARK_WEBHOOK_/) }])
  expect(JSON.stringify(problems)).not.toContain('hidden')
})
