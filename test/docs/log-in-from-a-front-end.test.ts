// docs/log-in-from-a-front-end.md, followed, with what a page's scripts would do.
import { expect, test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { followPage } from '../support/follow-page.ts'
import { codesOf } from './page-code.ts'

const PASSWORD = 'four words are a fine start'
const NEW_PASSWORD = 'another four words are fine'

/** What a page's scripts would do. */
const useOf = (orders: string) => `
import { logIn, loadOrders, logOut } from './shop.ts'
import { account, changePassword, endOtherSessions } from './account.ts'
import { mintmark } from './kept.ts'
import * as plain from './plain.ts'

console.log(await logIn('sam', 'a wrong password'))
console.log(await loadOrders())
console.log(await logIn('sam', '${PASSWORD}'), await loadOrders())
console.log(await changePassword('${PASSWORD}', '${NEW_PASSWORD}'))
await account.logIn({ username: 'sam', password: '${PASSWORD}' })
await endOtherSessions()
console.log(await loadOrders())
console.log(await logIn('sam', '${PASSWORD}'), (await logOut()).status, await loadOrders())
console.log(await changePassword('no', '${NEW_PASSWORD}'), await changePassword('${PASSWORD}', '${NEW_PASSWORD}'))
console.log(Object.keys(mintmark).includes('logIn'))

console.log(await plain.logIn('sam', 'a wrong password'), await plain.logIn('sam', '${NEW_PASSWORD}'))
const open = async () => [(await plain.call('${orders}')).status, (await plain.call('http://127.0.0.1:8080/protected')).status]
console.log(...(await open()))
const sessions = async () => (await account.get('/me/sessions')).body.sessions.length
console.log(await sessions())
await plain.logOut()
console.log(await sessions(), (await plain.call('${orders}')).status)
`
const USED = `Invalid username or password
Please log in (not_logged_in).
undefined { orders: [], of: 'usr_…' }
Please log in.
{ orders: [], of: 'usr_…' }
undefined 200 Please log in (not_logged_in).
current_password is not the current password undefined
true
false true
200 401
2
1 401
`

test('H 5: docs/log-in-from-a-front-end.md goes as it is told', async () => {
  const port = await freePort()
  const orders = `http://127.0.0.1:${port}/orders`
  const [service] = codesOf('protect-a-service.md', 'Hono', 'js')
  const last = await followPage('docs/log-in-from-a-front-end.md', {
    files: { 'orders.mjs': service.replace('3000', String(port)), 'use.mjs': useOf(orders) },
    before: 'mintmark dev',
    replace: { 'npm run dev': 'mintmark dev', '${ORDERS}/orders': orders },
    after: `beside ${orders} node orders.mjs\nnode use.mjs`,
  })
  expect(last.replaceAll(/usr_[\w-]+/g, 'usr_…').trim()).toBe(USED.trim())
})
