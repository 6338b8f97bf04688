// The parts of docs/log-in-from-a-front-end.md that need a browser: the React hook, and the page without a
// bundler.
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../process/mintmark.ts'
import { sqlite } from '../support/databases.ts'
import { blocksOf } from '../support/page.ts'
import { layPackages } from '../support/page-packages.ts'
import { PASSWORD, type RunningService, startService } from '../support/service.ts'
import { launchChromium } from './watched-page.ts'

const PAGE = 'docs/log-in-from-a-front-end.md'
/** Two components, because both must update. `StrictMode` makes React check its rules. */
const MAIN = `
import { createElement, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { mintmark } from './kept.ts'
import { Who } from './who.tsx'
window.mintmark = mintmark
createRoot(document.body).render(createElement(StrictMode, null, createElement(Who), createElement(Who)))
`

let s: RunningService
let browser: Browser
let origin: string
const files: Record<string, string> = {}
const ends: (() => unknown)[] = []

beforeAll(async () => {
  const pages = createServer(({ url = '/' }, response) => {
    response.writeHead(200, { 'content-type': url.endsWith('.js') ? 'text/javascript' : 'text/html' }).end(files[url])
  })
  await once(pages.listen(0, '127.0.0.1'), 'listening')
  origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`
  s = await startService((await sqlite.fresh()).config, { config: { cors: { origins: [origin], loopback: false } } })
  await s.addUser('alice')
  await s.addClient('web-shop', { confidential: false, grants: ['password', 'refresh_token'], authMethods: ['none'], scope: 'of_user' })
  browser = await launchChromium()
  ends.push(
    () => browser.close(),
    () => s.stop(),
    () => pages.close(),
  )
})
afterAll(async () => {
  for (const end of ends) await end()
})

const here = (text: string) => text.replaceAll('http://127.0.0.1:8080', s.url)

/** Bundles the page's files, and `more`, into one script. */
async function bundled(more: Record<string, string>): Promise<string> {
  const folder = temporaryFolder()
  layPackages(folder)
  const own = blocksOf(PAGE).flatMap(({ file, text }) => (file === undefined ? [] : [[file, text] as const]))
  mkdirSync(join(folder, 'app'))
  for (const [file, text] of [...own, ...Object.entries(more)]) writeFileSync(join(folder, 'app', file), here(text))
  const bundle = await rolldown({
    input: join(folder, 'app', 'main.ts'),
    platform: 'browser',
    resolve: { alias: { 'react-dom': resolve('node_modules/react-dom') } },
    transform: { define: { 'process.env.NODE_ENV': '"development"' } },
  })
  const { output } = await bundle.generate()
  return output[0].code
}

async function open(path: string, context?: BrowserContext): Promise<{ page: Page; errors: string[] }> {
  const own = context ?? (await browser.newContext())
  if (context === undefined) onTestFinished(() => own.close())
  const page = await own.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  await page.goto(`${origin}${path}`)
  return { page, errors }
}

const drawn = (page: Page) => page.locator('p').allInnerTexts()
const logIn = `mintmark.logIn({ username: 'alice', password: '${PASSWORD}' })`
const NOBODY = 'Nobody is logged in.'
const ALICE = 'Hello alice. Log out'

test('the React hook redraws every component in every tab', async () => {
  Object.assign(files, {
    '/react.js': await bundled({ 'main.ts': MAIN }),
    '/react': '<!doctype html><link rel="icon" href="data:,"><body><script src="/react.js" type="module"></script>',
  })
  const { page, errors } = await open('/react')
  await expect.poll(() => drawn(page)).toEqual([NOBODY, NOBODY])
  const { page: tab, errors: tabErrors } = await open('/react', page.context())
  await expect.poll(() => drawn(tab)).toEqual([NOBODY, NOBODY])
  await page.evaluate(logIn)
  for (const one of [page, tab]) await expect.poll(() => drawn(one)).toEqual([ALICE, ALICE])
  await tab.reload()
  await expect.poll(() => drawn(tab)).toEqual([ALICE, ALICE])
  await tab.getByRole('button').first().click()
  for (const one of [page, tab]) await expect.poll(() => drawn(one)).toEqual([NOBODY, NOBODY])
  expect([...errors, ...tabErrors]).toEqual([])
})

test('the page without a bundler imports the client as one file', async () => {
  const { output } = await (await rolldown({ input: 'sdk/client/src/index.ts', platform: 'browser' })).generate({ minify: true })
  const script = blocksOf(PAGE).find(({ language }) => language === 'html')!.text
  Object.assign(files, {
    '/standalone.js': output[0].code,
    '/plain': `<!doctype html><link rel="icon" href="data:,">${here(script).replace('</script>', 'window.mintmark = mintmark\n</script>')}`,
  })
  const { page, errors } = await open('/plain')
  await page.waitForFunction('window.mintmark')
  expect(await page.evaluate(`${logIn}.then(({ status }) => status)`)).toBe(200)
  expect(await page.evaluate('mintmark.session().then(({ username }) => username)')).toBe('alice')
  expect(errors).toEqual([])
})
