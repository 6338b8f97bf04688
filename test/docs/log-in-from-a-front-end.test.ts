// Follows docs/log-in-from-a-front-end.md, and runs what a page's scripts would do.
import { expect, test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { followPage } from '../support/follow-page.ts'
import { codesOf } from './page-code.ts'

const PASSWORD = 'four words are a fine start'
const NEW_PASSWORD = 'another four words are fine'

/** The calls that a page's scripts would make. */
const useOf = (orders: string) => `
import { logIn, loadOrders, loadStock, logOut, mintmark as shop } from './shop.ts'
import { changePassword, endOtherSessions } from './account.ts'
import { mintmark } from './kept.ts'
import * as plain from './plain.ts'

console.log(await logIn('sam', 'a wrong password'))
console.log(await loadOrders(), await changePassword('no', 'no'))
console.log(await logIn('sam', '${PASSWORD}'), await loadOrders(), await loadStock())
console.log((await shop.session()).username, (await shop.get('/me')).status)
console.log(await changePassword('no', '${NEW_PASSWORD}'), await changePassword('${PASSWORD}', '${NEW_PASSWORD}'))
console.log(await loadOrders(), (await logOut()).status, await loadOrders())
console.log(Object.keys(mintmark).includes('logIn'))

console.log(await plain.logIn('sam', 'a wrong password'), await plain.logIn('sam', '${NEW_PASSWORD}'))
const open = async () => [(await plain.call('${orders}')).status, (await plain.call('http://127.0.0.1:8080/protected')).status]
console.log(...(await open()))
await logIn('sam', '${NEW_PASSWORD}')
const sessions = async () => (await shop.sessions.list()).body.sessions.length
console.log(await sessions())
await plain.logOut()
console.log(await sessions(), (await plain.call('${orders}')).status)
await plain.logIn('sam', '${NEW_PASSWORD}')
await endOtherSessions()
console.log(await sessions())
`
const USED = `Invalid username or password
Please log in (not_logged_in). Please log in.
undefined { orders: [], of: 'usr_…' } { orders: [], of: 'usr_…' }
sam 200
current_password is not the current password undefined
{ orders: [], of: 'usr_…' } 200 Please log in (not_logged_in).
true
false true
200 401
2
1 401
1
`

test('docs/log-in-from-a-front-end.md works as written (H 5)', async () => {
  const [port, stockPort] = [await freePort(), await freePort()]
  const [orders, stock] = [port, stockPort].map((at) => `http://127.0.0.1:${at}/orders`) as [string, string]
  const [service] = codesOf('protect-a-service.md', 'Hono', 'js')
  const serviceAt = (at: number) => service.replace('3000', String(at))
  const last = await followPage('docs/log-in-from-a-front-end.md', {
    files: {
      'orders.mjs': serviceAt(port),
      'stock.mjs': serviceAt(stockPort).replace('https://orders.', 'https://stock.'),
      'use.mjs': useOf(orders),
    },
    before: 'mintmark dev',
    replace: { 'npm run dev': 'mintmark dev', '${ORDERS}/orders': orders, '${STOCK}/stock': stock },
    elsewhere: { '<script': 'test/browser/example-shop.check.ts has a page without a bundler' },
    after: `beside ${orders} node orders.mjs\nbeside ${stock} node stock.mjs\nnode use.mjs`,
  })
  expect(last.replaceAll(/usr_[\w-]+/g, 'usr_…').trim()).toBe(USED.trim())
})
