// Follows the README in both languages. Its commands run in order against the service that it starts.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { followPage } from '../support/follow-page.ts'
import { blocksOf } from '../support/page.ts'

const PACKAGE = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
const AUDIENCE = 'https://orders.example.com'

describe.each(['README.md', 'README.ko.md'])('%s', (page) => {
  test('the start is exactly two commands, both scripts of the package', () => {
    const [dev, tests] = blocksOf(page)
    expect([dev!.text, tests!.text]).toEqual(['npm ci && npm run dev\n', 'npm ci && npm test\n'])
    for (const script of ['dev', 'test']) expect(PACKAGE.scripts).toHaveProperty(script)
  })

  test('the first five minutes work as written', async () => {
    const own = `http://127.0.0.1:${await freePort()}`
    const last = await followPage(page, {
      before: `MINTMARK_AUDIENCE=${AUDIENCE} mintmark dev`,
      fill: { PASSWORD: `$(sed -n 's/.*"password": "\\([^"]*\\)".*/\\1/p' .mintmark/demo.json)` },
      elsewhere: {
        'npm ci': 'it is how this suite was started',
        [`MINTMARK_AUDIENCE=${AUDIENCE} npm run dev`]: 'it runs so from the beginning',
        'npm run build': 'test/sdk/verify-package.test.ts does',
      },
      replace: {
        'node orders.mjs &\nsleep 1': `beside ${own}/orders node orders.mjs`,
        'http://127.0.0.1:3000': own,
        'port: 3000': `port: ${new URL(own).port}`,
      },
      after: `
        [ "$REFRESH" != "$(sed 's/.*"refresh_token":"\\([^"]*\\)".*/\\1/' tokens.json)" ]
        grep -q "$URL/docs$" beside.log
        [ "$(curl -sS -o /dev/null -w '%{http_code}' $URL/docs)" = 200 ]
        curl -sS ${own}/orders`,
    })
    expect(last.trim()).toBe('{"detail":"Not authenticated"}')
  })
})
