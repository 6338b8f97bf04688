import { expect } from 'vitest'
import { folderWithAlice, mintmark, PASSWORD, start } from '../process/mintmark.ts'
import { token } from '../process/serving.ts'
import { getWith } from '../sdk/raw-request.ts'
import { PAGE_AUDIENCE } from './page-service.ts'

/** A running Mintmark, set up as docs/protect-a-service.md says, and tokens of it. */
export async function mintmarkForServices() {
  const folder = await folderWithAlice()
  const add = ['clients', 'add', 'audit', '--scope', 'audit:read', '--audience', PAGE_AUDIENCE, '--json']
  const { secret } = JSON.parse((await mintmark(folder, add)).stdout)
  const { url } = await start(folder, 'serve', { MINTMARK_AUDIENCE: PAGE_AUDIENCE })
  const login = { grant_type: 'password', username: 'alice', password: PASSWORD }
  const [forIt, forBoth, forMintmark, otherScope] = await Promise.all([
    token(url, { ...login, resource: PAGE_AUDIENCE }),
    token(url, login),
    token(url, { ...login, resource: url }),
    token(url, { grant_type: 'client_credentials' }, ['audit', secret]),
  ])
  const tokens = { forIt, forBoth, forMintmark, otherScope }
  return { url, tokens: Object.fromEntries(Object.entries(tokens).map(([name, { body }]) => [name, String(body.access_token)])) }
}

/** Holds a service of the page to what the page says that it answers. */
export async function expectProtected(serviceUrl: string, tokens: Record<string, string>): Promise<void> {
  const { forIt, forBoth, forMintmark, otherScope } = tokens
  const orders = (...sent: (string | undefined)[]) =>
    getWith(
      `${serviceUrl}/orders`,
      sent.map((text) => `Bearer ${text}`),
    )
  for (const good of [forIt, forBoth]) {
    expect(await orders(good)).toMatchObject({ status: 200, body: { orders: [], of: expect.stringMatching(/^usr_/) } })
  }
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
