// What the docs page sends if nobody typed anything. The answer must be the one that the contract shows.
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Node } from '../../scripts/json-pointer.ts'
import { deref, operations } from '../support/contract.ts'
import { authorize, closeDialog, execute, openDocs, schemeOf } from './docs-page.ts'
import { launchChromium } from './watched-page.ts'

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
})
afterAll(() => browser.close())

/**
 * These are refused; all others succeed. They need an id of the contract's examples, another client's
 * authentication, a secret, or a day of waiting.
 */
const REFUSED: Record<string, number> = {
  introspectToken: 401,
  changePassword: 422,
  endSession: 404,
  resetPassword: 403,
  changeUser: 404,
  deleteUser: 404,
  issueOneTimeSecret: 404,
  revokeUserSessions: 404,
  unlockUser: 404,
  unlockAddress: 404,
  changeClient: 404,
  deleteClient: 404,
  rotateClientSecret: 404,
  rotateKeys: 409,
  revokeKey: 404,
  revokeSession: 404,
}

/**
 * Operations that create something come after those that would find it. The one that ends the session is
 * last.
 */
const RANKS: Record<string, number> = { registerUser: 1, createUser: 1, createClient: 1, logOut: 2 }
const inOrder = operations.toSorted((one, other) => (RANKS[one.id] ?? 0) - (RANKS[other.id] ?? 0))

/** Returns the parameters that have a value before anybody types one. */
const filledIn = (page: Page, id: string): Promise<Record<string, string>> =>
  page.evaluate(`Object.fromEntries(
    [...document.querySelectorAll('#operations-${id} tr[data-param-name]')]
      .map((row) => [row.dataset.paramName, row.querySelector('input, select')?.value ?? ''])
      .filter(([, value]) => value !== ''))`)

const bodyOf = (text: string): Node => JSON.parse(/\{[\s\S]*?\n\}/.exec(text)?.[0] ?? '{}')
const withoutTimes = (detail: string) => detail.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'a time')

async function logInAsAdmin(page: Page, password: string): Promise<void> {
  await page.locator('.auth-wrapper .authorize').click()
  const form = schemeOf(page, 'password')
  await form.locator('input[data-name="password"]').fill(password)
  for (const scope of await form.locator('.scopes .checkbox label').all()) await scope.click()
  await form.locator('button.authorize').click()
  await form.getByText('Authorized').waitFor()
  await closeDialog(page)
}

test("after a login, each operation's first Execute answers like its example", async () => {
  const { page, demo } = await openDocs(browser)
  await logInAsAdmin(page, demo.password)
  const prefilled: Record<string, Record<string, string>> = {}
  for (const { id, declared } of inOrder) {
    const shownAs = `${declared.tags[0]}-${id}`
    const { status, text } = await execute(page, shownAs, async () => {
      prefilled[id] = await filledIn(page, shownAs)
    })
    // Open operations make the page slow.
    await page.locator(`#operations-${shownAs} .opblock-summary-control`).click()
    const expected = REFUSED[id] ?? Number(Object.keys(declared.responses)[0])
    expect(`${id} ${status}`, text).toBe(`${id} ${expected}`)
    if (expected < 400) continue
    const examples = Object.values<Node>(deref(declared.responses[expected]).content).flatMap(({ examples }) =>
      Object.values<Node>(examples),
    )
    expect(examples.map(({ value }) => withoutTimes(value.detail))).toContain(withoutTimes(bodyOf(text).detail))
    if (expected === 422) expect(examples.map(({ value }) => value.errors)).toContainEqual(bodyOf(text).errors)
  }
  // Only required parameters and the contract's defaults.
  const needed = ({ declared }: (typeof operations)[number]) =>
    (declared.parameters ?? []).map(deref).flatMap(({ name, required, schema }: Node) => (required || 'default' in schema ? [name] : []))
  for (const operation of operations)
    expect([operation.id, Object.keys(prefilled[operation.id]!)]).toEqual([operation.id, needed(operation)])
  expect(prefilled.getClient).toEqual({ client_id: demo.client_id })
  // Read operations use the logged-in user. Operations that change or delete use an unknown one.
  expect(prefilled.getUser!.user_id).toMatch(/^usr_/)
  for (const id of ['changeUser', 'deleteUser', 'revokeUserSessions', 'unlockUser'])
    expect(prefilled[id]!.user_id).not.toBe(prefilled.getUser!.user_id)
}, 600_000)

test('dev fills in the demo names and says where the password is', async () => {
  const { page, demo } = await openDocs(browser)
  await page.locator('.auth-wrapper .authorize').click()
  expect(await schemeOf(page, 'password').locator('input[data-name="username"]').inputValue()).toBe(demo.username)
  expect(await schemeOf(page, 'clientCredentials').locator('input[data-name="clientId"]').inputValue()).toBe(demo.client_id)
  await closeDialog(page)
  const { status } = await execute(page, 'Tokens-logIn', async (operation) => {
    const shown = JSON.parse(await operation.locator('textarea').inputValue())
    expect(shown).toEqual({ username: demo.username, password: 'the password that dev printed' })
  })
  expect(status).toBe(401)
})

test('the password leaves the examples with a logout, and with the page', async () => {
  const { page, demo } = await openDocs(browser)
  const shown = async () => {
    const operation = page.locator('#operations-Tokens-logIn')
    await operation.locator('.opblock-summary-control').click()
    const example = await operation.locator('.opblock-section-request-body').innerText()
    await operation.locator('.opblock-summary-control').click()
    return example.includes(demo.password)
  }
  expect(await shown()).toBe(false)
  const form = await authorize(page, 'password', { password: demo.password })
  await form.getByText('Authorized').waitFor()
  await closeDialog(page)
  expect(await shown()).toBe(true)
  await page.locator('.auth-wrapper .authorize').click()
  await form.locator('button', { hasText: 'Logout' }).click()
  await closeDialog(page)
  expect(await shown()).toBe(false)
})
