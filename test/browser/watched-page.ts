/**
 * A page of Debian's Chromium that records everything the project's pages must not do.
 *
 * @module
 */
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'

/** As root, as in a container, it starts only without its sandbox. */
export const launchChromium = (): Promise<Browser> => chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })

export interface WatchedPage {
  page: Page
  /**
   * Violations of the content security policy, errors in the console and in scripts, dialogs, and requests to
   * other origins.
   */
  faults: string[]
  /** The URLs for which the browser would have opened its own username and password dialog. */
  asked: string[]
}

/** Opens a page. The page and its context close with the test. */
export async function openWatched(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext(options)
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const faults: string[] = []
  const asked: string[] = []
  await page.exposeFunction('noteFault', (fault: string) => faults.push(fault))
  // Text, because this project does not use the types of browsers.
  await page.addInitScript(`
    document.addEventListener('securitypolicyviolation', (event) => noteFault(event.violatedDirective + ' stopped ' + event.blockedURI))
  `)
  page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`))
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`))
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  context.on('request', (request) => {
    const url = new URL(request.url())
    if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== origin) faults.push(`request: ${url}`)
  })
  await watchForQuestions(page, asked)
  return { page, faults, asked }
}

/** A headless Chromium draws no dialog, but reports when it would. */
async function watchForQuestions(page: Page, asked: string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  devtools.on('Fetch.requestPaused', ({ requestId }) => void devtools.send('Fetch.continueRequest', { requestId }).catch(() => {}))
  devtools.on('Fetch.authRequired', ({ requestId, request }) => {
    asked.push(request.url)
    void devtools.send('Fetch.continueWithAuth', { requestId, authChallengeResponse: { response: 'CancelAuth' } }).catch(() => {})
  })
  await devtools.send('Fetch.enable', { handleAuthRequests: true })
}
