import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from 'vitest'
import { folderWithAlice, mintmark, PASSWORD, start } from '../process/mintmark.ts'
import { token } from '../process/serving.ts'
import { getWith } from '../sdk/raw-request.ts'
import { codesOf } from './page-code.ts'
import { PAGE, PAGE_AUDIENCE } from './page-service.ts'

const COMMAND = 'npm run --silent mintmark -- '

/** A running Mintmark, set up by the commands of docs/protect-a-service.md, and tokens of it. */
export async function mintmarkForServices() {
  const [serve, logIn, addClient] = codesOf(PAGE, 'Name the service', 'sh')
  const folder = await folderWithAlice()
  const add = async (command: string) => JSON.parse((await mintmark(folder, [...command.trim().split(' '), '--json'])).stdout).secret
  const billing = await add(addClient!.replace(COMMAND, ''))
  const audit = await add(`clients add audit --scope audit:read --audience ${PAGE_AUDIENCE}`)
  expect(serve).toBe(`MINTMARK_AUDIENCE=${PAGE_AUDIENCE} ${COMMAND}serve\n`)
  const { url } = await start(folder, 'serve', { MINTMARK_AUDIENCE: PAGE_AUDIENCE })

  const env = { PATH: process.env.PATH, PASSWORD }
  const { stdout } = await promisify(execFile)('bash', ['-euc', logIn!.replace('http://127.0.0.1:8080', url)], { env })
  const accessToken = async (form: Record<string, string>, basic?: [string, string]) => (await token(url, form, basic)).body.access_token
  const login = { grant_type: 'password', username: 'alice', password: PASSWORD }
  const tokens: PageTokens = {
    forIt: JSON.parse(stdout).access_token,
    forBoth: await accessToken(login),
    forMintmark: await accessToken({ ...login, resource: url }),
    ofBilling: await accessToken({ grant_type: 'client_credentials' }, ['billing', billing]),
    otherScope: await accessToken({ grant_type: 'client_credentials' }, ['audit', audit]),
  }
  return { url, tokens }
}

type PageTokens = Record<'forIt' | 'forBoth' | 'forMintmark' | 'ofBilling' | 'otherScope', string>

/** Holds a service of the page to what the page says that it answers. */
export async function expectProtected(serviceUrl: string, tokens: PageTokens): Promise<void> {
  const { forIt, forBoth, forMintmark, ofBilling, otherScope } = tokens
  const orders = (...sent: string[]) =>
    getWith(
      `${serviceUrl}/orders`,
      sent.map((text) => `Bearer ${text}`),
    )
  for (const good of [forIt, forBoth]) {
    expect(await orders(good)).toMatchObject({ status: 200, body: { orders: [], of: expect.stringMatching(/^usr_/) } })
  }
  expect(await orders(ofBilling)).toMatchObject({ status: 200, body: { of: 'billing' } })
  expect(await orders()).toMatchObject({ status: 401, challenge: 'Bearer realm="mintmark"', body: { detail: 'Not authenticated' } })
  for (const bad of [forMintmark, `${forIt}x`]) {
    const refused = { challenge: 'Bearer realm="mintmark", error="invalid_token"', body: { detail: 'Invalid or expired token' } }
    expect(await orders(bad)).toMatchObject({ status: 401, ...refused })
  }
  expect(await orders(otherScope)).toMatchObject({
    status: 403,
    challenge: 'Bearer realm="mintmark", error="insufficient_scope", scope="data:read"',
    body: { detail: 'Not enough permissions' },
  })
}
