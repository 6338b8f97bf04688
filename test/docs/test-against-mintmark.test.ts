// Follows docs/test-against-mintmark.md. The tested service is the one of docs/protect-a-service.md.
import { expect, test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { followPage } from '../support/follow-page.ts'
import { codesOf } from './page-code.ts'

test('docs/test-against-mintmark.md works and leaves nothing running', async () => {
  const tested = `http://127.0.0.1:${await freePort()}`
  const [service] = codesOf('protect-a-service.md', 'Hono', 'js')
  const last = await followPage('docs/test-against-mintmark.md', {
    files: { 'orders.mjs': service.replace('3000', new URL(tested).port) },
    replace: {
      'mintmark() { node src/main.ts "$@"; }': ':',
      'node src/main.ts serve': 'command mintmark serve',
      'http://127.0.0.1:3000': tested,
    },
    ahead: { 'TOKEN=$TOKEN': `beside ${tested} node orders.mjs` },
    after: 'curl -s $URL/livez || echo gone',
  })
  expect(last.trim()).toBe('gone')
})
