// docs/protect-a-service.md, followed: its services in JavaScript run as they stand there, beside a running
// Mintmark. For the one in Python see test/interop.
import { expect, test, vi } from 'vitest'
import { startPageService } from './page-service.ts'
import { expectProtected, mintmarkForServices } from './page-tokens.ts'

// Several processes, on a machine that may be busy.

test('J 7, B 1, B 2: the services in Hono, Express and Fastify let in who has a token for them, and nobody else', async () => {
  const { url, tokens } = await mintmarkForServices()
  const services = await Promise.all(['Hono', 'Express', 'Fastify'].map((section) => startPageService(section, url)))
  for (const { url: service, said } of services) {
    await expectProtected(service, tokens)
    // The reasons of two refusals with a token, which the caller is not told; and what an operator may have
    // to mend, once.
    await vi.waitFor(() => {
      expect(said()).toContain(`401 the token is for "${url}", not for "https://orders.example.com"`)
      expect(said()).toContain('403 the scope is not enough')
    })
    expect(said().match(/^@mintmark\/verify: .*$/gm)).toEqual([expect.stringContaining('a token was refused: the token is for')])
  }
})
