// docs/log-in-from-a-front-end.md, followed, with what a page's scripts would do.
import { expect, test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { PASSWORD } from '../process/mintmark.ts'
import { followPage } from '../support/follow-page.ts'
import { SERVE_WITH_ALICE } from '../support/page-alice.ts'
import { codesOf } from './page-code.ts'

/** What a page's scripts would do. */
const useOf = (orders: string) => `
import { logIn, loadOrders, logOut } from './shop.ts'
import { account, endOtherSessions } from './account.ts'
import { mintmark } from './kept.ts'
import * as plain from './plain.ts'

console.log(await logIn('alice', 'a wrong password'))
console.log(await loadOrders())
console.log(await logIn('alice', '${PASSWORD}'), await loadOrders())
await account.logIn({ username: 'alice', password: '${PASSWORD}' })
await endOtherSessions()
console.log(await loadOrders())
console.log(await logIn('alice', '${PASSWORD}'), (await logOut()).status, await loadOrders())
console.log(Object.keys(mintmark).includes('logIn'))

console.log(await plain.logIn('alice', 'a wrong password'), await plain.logIn('alice', '${PASSWORD}'))
console.log((await plain.call('${orders}')).status, (await plain.call('http://127.0.0.1:8080/protected')).status)
await plain.logOut()
console.log((await plain.call('http://127.0.0.1:8080/protected')).status)
`
const USED = `Invalid username or password
Log in, please (not_logged_in).
undefined { orders: [], of: 'usr_…' }
{ orders: [], of: 'usr_…' }
undefined 200 Log in, please (not_logged_in).
true
false true
200 200
401
`

test('H 5: docs/log-in-from-a-front-end.md goes as it is told', async () => {
  const port = await freePort()
  const orders = `http://127.0.0.1:${port}/orders`
  const [service] = codesOf('protect-a-service.md', 'Hono', 'js')
  const last = await followPage('docs/log-in-from-a-front-end.md', {
    files: { 'orders.mjs': service.replace('3000', String(port)), 'use.mjs': useOf(orders) },
    before: SERVE_WITH_ALICE,
    replace: { 'https://orders.example.com/orders': orders },
    after: `beside ${orders} node orders.mjs\nnode use.mjs`,
  })
  expect(last.replaceAll(/usr_[\w-]+/g, 'usr_…').trim()).toBe(USED.trim())
})
