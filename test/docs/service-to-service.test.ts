// Follows docs/service-to-service.md with the service that it calls.
import { test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { findNode } from '../sdk/packed-package.ts'
import { followPage } from '../support/follow-page.ts'

test('docs/service-to-service.md works, on Node 20 too (T 11, C 6, C 7, I 3, X 1)', async () => {
  const orders = `http://127.0.0.1:${await freePort()}`
  await followPage('docs/service-to-service.md', {
    // Like a machine where only npm is required.
    hostNode: findNode(20),
    before: 'mintmark dev',
    elsewhere: { 'npm run build': 'test/sdk/client-package.test.ts and verify-package.test.ts do' },
    replace: {
      'node orders.mjs &\nsleep 1': `beside ${orders}/orders node orders.mjs`,
      'http://127.0.0.1:3000': orders,
      'port: 3000': `port: ${new URL(orders).port}`,
    },
    after: `BILLING_SECRET=mcs_wrong node billing.mts 2>&1 | grep -q "error: 'invalid_client'"`,
    // The command above showed the secret once, so this gets another.
    fill: { SECRET: `$(mintmark clients rotate-secret billing --json | sed 's/.*"secret":"\\([^"]*\\)".*/\\1/')` },
  })
})
