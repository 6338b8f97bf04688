// docs/service-to-service.md, followed, beside the service of docs/protect-a-service.md.
import { test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { followPage } from '../support/follow-page.ts'
import { codesOf } from './page-code.ts'

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
