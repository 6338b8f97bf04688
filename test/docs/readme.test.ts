// The README in both languages, followed: its commands are taken from it and run, in its order, against the service that it starts.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { followPage } from '../support/follow-page.ts'
import { blocksOf } from '../support/page.ts'

const PACKAGE = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
const AUDIENCE = 'https://orders.example.com'

/** The three lines in a service. It ends with the shell. */
const serviceAround = (lines: string) => `import { serve } from '@hono/node-server'
import { Hono } from 'hono'
${lines.replace('\napp.', '\nconst app = new Hono()\napp.')}
serve({ fetch: app.fetch, port: Number(process.argv[2]) })
`
/** The page in the browser, and the three lines in a service. */
const askIt = (orders: string, port: number) => `
grep -q "$URL/docs$" beside.log
[ "$(curl -sS -o /dev/null -w '%{http_code}' $URL/docs)" = 200 ]
beside ${orders} node orders.mjs ${port}
curl -sS ${orders}
curl -sS -X POST $URL/token -d username=demo --data-urlencode "password=$PASSWORD" -d resource=${AUDIENCE} >tokens.json
curl -sS ${orders} -H "Authorization: Bearer $(sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/' tokens.json)"
`

describe.each(['README.md', 'README.ko.md'])('%s', (page) => {
  const three = blocksOf(page).find(({ language }) => language === 'js')!.text

  test('the start is exactly two commands, and both are scripts of the package', () => {
    const [dev, tests] = blocksOf(page)
    expect([dev!.text, tests!.text]).toEqual(['npm ci && npm run dev\n', 'npm ci && npm test\n'])
    for (const script of ['dev', 'test']) expect(PACKAGE.scripts).toHaveProperty(script)
  })

  test('the first five minutes go as they are told', { timeout: 60_000 }, async () => {
    expect(three.trim().split('\n')).toHaveLength(3)
    const port = await freePort()
    const last = await followPage(page, {
      before: `MINTMARK_AUDIENCE=${AUDIENCE} mintmark dev`,
      fill: { PASSWORD: `$(sed -n 's/.*"password": "\\([^"]*\\)".*/\\1/p' .mintmark/demo.json)` },
      elsewhere: {
        'npm ci': 'it is how this suite was started',
        'import { requireAuth }': 'part of a service; `after` asks it',
      },
      files: { 'orders.mjs': serviceAround(three) },
      after: `[ "$REFRESH" != "$(sed 's/.*"refresh_token":"\\([^"]*\\)".*/\\1/' tokens.json)" ]\n${askIt(`http://127.0.0.1:${port}/orders`, port)}`,
    })
    expect(last).toMatch(/^\{"detail":"Not authenticated"\}\{"orders":\[\],"of":"usr_[\w-]+"\}$/)
  })
})
