// The shop's server: its page, and the two services that the page calls. Each service accepts only tokens
// for its own audience.
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { serve } from '@hono/node-server'
import { requireAuth } from '@mintmark/verify/hono'
import { Hono } from 'hono'

const issuer = process.env.ISSUER ?? 'http://127.0.0.1:8080'
const port = Number(process.env.SHOP_PORT ?? 3000)

const app = new Hono()

// The page runs only its own scripts, and connects only to this server and Mintmark.
const policy = `default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self' ${issuer}; form-action 'none'; base-uri 'none'`

const file = (path) => readFile(new URL(path, import.meta.url), 'utf8')
app.get('/', async (c) => {
  c.header('Content-Security-Policy', policy)
  return c.html((await file('public/index.html')).replace('http://127.0.0.1:8080', issuer))
})
app.get('/shop.js', async (c) => c.body(await file('public/shop.js'), 200, { 'Content-Type': 'text/javascript' }))
app.get('/shop.css', async (c) => c.body(await file('public/shop.css'), 200, { 'Content-Type': 'text/css' }))
// The client is one file, which a page can import directly.
const client = fileURLToPath(import.meta.resolve('@mintmark/client/standalone'))
app.get('/mintmark.js', async (c) => c.body(await readFile(client, 'utf8'), 200, { 'Content-Type': 'text/javascript' }))

app.get('/orders', requireAuth({ issuer, audience: 'https://orders.example.com', scope: 'data:read' }), (c) =>
  c.json([
    { item: 'A teapot', price: '24.00', of: c.get('auth').sub },
    { item: 'Two cups', price: '12.50', of: c.get('auth').sub },
  ]),
)
app.get('/stock', requireAuth({ issuer, audience: 'https://stock.example.com', scope: 'data:read' }), (c) =>
  c.json([
    { item: 'A teapot', left: 7 },
    { item: 'Two cups', left: 0 },
  ]),
)

serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () => console.log(`The shop is at http://127.0.0.1:${port}`))
