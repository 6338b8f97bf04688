import { expect } from 'vitest'
import { start, temporaryFolder } from '../process/mintmark.ts'
import { token } from '../process/serving.ts'
import { getWith } from '../sdk/raw-request.ts'
import { IN_A_CHECKOUT, shellIn } from '../support/page-shell.ts'
import { codesOf } from './page-code.ts'
import { PAGE, PAGE_AUDIENCE } from './page-service.ts'

/** Starts a Mintmark by the commands of docs/protect-a-service.md, and gets tokens from it. */
export async function mintmarkForServices() {
  const [serve, makeUser, logIn, addClient] = codesOf(PAGE, 'Name the service', 'sh')
  expect(serve).toBe(`MINTMARK_AUDIENCE=${PAGE_AUDIENCE} npm run dev\n`)
  const folder = temporaryFolder()
  const { url } = await start(folder, 'dev', { MINTMARK_AUDIENCE: PAGE_AUDIENCE })

  const commands = [
    makeUser!.replace(IN_A_CHECKOUT, ''),
    'echo',
    'echo "$PASSWORD"',
    logIn!.replace('http://127.0.0.1:8080', url),
    'echo',
    addClient!.replace('\n', ' --json\n'),
    `mintmark clients add audit --scope audit:read --audience ${PAGE_AUDIENCE} --json`,
  ]
  const { stdout } = await shellIn(folder, {})(commands.join('\n'))
  const [password, loggedIn, invoices, audit] = stdout.trim().split('\n').slice(-4) as [string, string, string, string]

  const accessToken = async (form: Record<string, string>, basic?: [string, string]) => (await token(url, form, basic)).body.access_token
  const ofService = (client: string) => {
    const { id, secret } = JSON.parse(client)
    return accessToken({ grant_type: 'client_credentials' }, [id, secret])
  }
  const login = { grant_type: 'password', username: 'olga', password }
  const tokens: PageTokens = {
    forIt: JSON.parse(loggedIn).access_token,
    forBoth: await accessToken(login),
    forMintmark: await accessToken({ ...login, resource: url }),
    ofInvoices: await ofService(invoices),
    otherScope: await ofService(audit),
  }
  return { url, tokens }
}

type PageTokens = Record<'forIt' | 'forBoth' | 'forMintmark' | 'ofInvoices' | 'otherScope', string>

/** Checks that the example service of a page answers each token as the page says. */
export async function expectProtected(serviceUrl: string, tokens: PageTokens): Promise<void> {
  const { forIt, forBoth, forMintmark, ofInvoices, otherScope } = tokens
  const orders = (...sent: string[]) =>
    getWith(
      `${serviceUrl}/orders`,
      sent.map((text) => `Bearer ${text}`),
    )
  for (const good of [forIt, forBoth]) {
    expect(await orders(good)).toMatchObject({ status: 200, body: { orders: [], of: expect.stringMatching(/^usr_/) } })
  }
  expect(await orders(ofInvoices)).toMatchObject({ status: 200, body: { of: 'invoices' } })
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
