// Follows docs/protect-a-service.md: its JavaScript services run as written beside a running Mintmark.
// test/interop has the Python one.
import { expect, test, vi } from 'vitest'
import { startPageService } from './page-service.ts'
import { expectProtected, mintmarkForServices } from './page-tokens.ts'

// The test starts several processes, and the machine may be busy.

test('Hono, Express and Fastify accept exactly the tokens for them (J 7, B 1, B 2)', async () => {
  const { url, tokens } = await mintmarkForServices()
  const services = await Promise.all(['Hono', 'Express', 'Fastify'].map((section) => startPageService(section, url)))
  for (const { url: service, said } of services) {
    await expectProtected(service, tokens)
    // The log has the reasons of two refusals, which the caller does not get. A warning about what the
    // operator may have to fix appears once.
    await vi.waitFor(() => {
      expect(said()).toContain(`401 the token is for "${url}", not for "https://orders.example.com"`)
      expect(said()).toContain('403 the scope is not enough')
    })
    expect(said().match(/^@mintmark\/verify: .*$/gm)).toEqual([expect.stringContaining('a token was refused: the token is for')])
  }
})
