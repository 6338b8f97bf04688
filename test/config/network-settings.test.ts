// The network settings: what each accepts and what it refuses (docs/design/architecture.md#settings).
import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../src/config/config-error.ts'
import { readConfig } from '../../src/config.ts'

const serve = (env: Record<string, string>) => readConfig({ env, mode: 'serve' }).config

function refusalOf(env: Record<string, string>): ConfigError {
  try {
    serve(env)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('It was accepted.')
}

describe('MINTMARK_CORS_ORIGINS', () => {
  test.each([
    'https://shop.example.com',
    'http://10.0.0.5:3000',
    'capacitor://localhost',
    'ionic://localhost',
    'tauri://localhost',
    'app://obsidian.md',
    'chrome-extension://cfhdojbkjhnklbpkdaibdccddilifddb',
    'moz-extension://0b7a1e5c-5c4f-4a5e-9d2f-2f9c7f3c1a11',
    'vscode-webview://0abc',
    'x+y.z-1://a_b:65535',
  ])('accepts the origin %s (H 5)', (origin) => {
    expect(serve({ MINTMARK_CORS_ORIGINS: `https://a.example, ${origin}` }).cors.origins).toEqual(['https://a.example', origin])
  })

  test.each([
    ...['null', '*', 'capacitor://*', 'https://*.a.example'],
    ...['file://x', 'data://x', 'blob://x', 'javascript://x', 'about://x', 'filesystem://x', 'ws://x', 'wss://x', 'file:///x'],
    ...['capacitor:localhost', 'capacitor://', 'capacitor://localhost/', 'capacitor://localhost/x', 'capacitor://a?b', 'capacitor://a#b'],
    ...[
      'capacitor://Localhost',
      'Tauri://localhost',
      'x://a@b',
      '1x://a',
      'x://-a',
      'x://a-',
      'x://a:',
      'x://a:0',
      'x://a:080',
      'x://a:65536',
    ],
    ...['https://a.example:443', 'https://A.example', 'https://a.example/', 'http:a.example'],
  ])('refuses %s (H 5)', (origin) => {
    const { problems } = refusalOf({ MINTMARK_CORS_ORIGINS: `https://a.example ${origin}` })
    const rule = /origins such as .*capacitor:.* lower case, .* no `\*`, no `null`, no `file:` or `data:`/
    expect(problems).toEqual([{ variable: 'MINTMARK_CORS_ORIGINS', rule: expect.stringMatching(rule), mend: expect.any(String) }])
  })
})

describe('MINTMARK_KEEP_ALIVE_SECONDS', () => {
  test('is 130 by default and at most an hour (H 2)', () => {
    expect([serve({}), serve({ MINTMARK_KEEP_ALIVE_SECONDS: '3600' })].map((config) => config.keepAliveSeconds)).toEqual([130, 3600])
  })

  test.each(['0', '3601', '60s', '-1'])('refuses %s (H 2)', (text) => {
    const { problems } = refusalOf({ MINTMARK_KEEP_ALIVE_SECONDS: text })
    expect(problems).toEqual([
      {
        variable: 'MINTMARK_KEEP_ALIVE_SECONDS',
        rule: expect.stringContaining('from 1 to 3600'),
        mend: expect.stringContaining('MINTMARK_KEEP_ALIVE_SECONDS=130'),
      },
    ])
  })
})
