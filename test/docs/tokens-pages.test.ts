// The pages on tokens, followed.
import { expect, test, vi } from 'vitest'
import { parse } from 'yaml'
import { freePort } from '../../bench/support/free-port.ts'
import { followPage } from '../support/follow-page.ts'
import { readPage } from '../support/page.ts'
import { ALICES_PASSWORD, SERVE_WITH_ALICE } from '../support/page-alice.ts'
import { codesOf } from './page-code.ts'

vi.setConfig({ testTimeout: 60_000 })

test('R 3, R 4, R 5, R 9: docs/refresh.md goes as it is told', async () => {
  // The longest grace, since the machine may be busy.
  await followPage('docs/refresh.md', { before: `export MINTMARK_REFRESH_GRACE_SECONDS=60\n${SERVE_WITH_ALICE}`, fill: ALICES_PASSWORD })
})

test('docs/refresh.md tells of each reason of the contract, and of no other', () => {
  const told = [...readPage('docs/refresh.md').matchAll(/^\| `(\w+)` \| .*log/gm)].map(([, reason]) => reason)
  const { reason } = parse(readPage('openapi/openapi.yaml')).components.schemas.OAuthError.properties
  expect(told).toEqual(reason.enum)
})

test('T 11, C 6, C 7, I 3, X 1: docs/service-to-service.md goes as it is told', async () => {
  const port = await freePort()
  const orders = `http://127.0.0.1:${port}/orders`
  const [service] = codesOf('protect-a-service.md', 'Hono', 'js')
  await followPage('docs/service-to-service.md', {
    files: { 'orders.mjs': service.replace('3000', String(port)).replace('data:read', 'orders:read') },
    before: `mintmark serve\nbeside ${orders} node orders.mjs`,
    replace: { 'https://orders.example.com/orders': orders },
    // The secret was shown once, by the command above.
    fill: { SECRET: `$(mintmark clients rotate-secret billing --json | sed 's/.*"secret":"\\([^"]*\\)".*/\\1/')` },
  })
})
