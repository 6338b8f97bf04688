// docs/protect-a-service.md, followed: its services in JavaScript run as they stand there, beside a running Mintmark. For the one in Python see test/interop.
import { test } from 'vitest'
import { startPageService } from './page-service.ts'
import { expectProtected, mintmarkForServices } from './page-tokens.ts'

// Several processes, on a machine that may be busy.

test('J 7, B 1, B 2: the services in Hono, Express and Fastify let in who has a token for them, and nobody else', async () => {
  const { url, tokens } = await mintmarkForServices()
  const services = await Promise.all(['Hono', 'Express', 'Fastify'].map((section) => startPageService(section, url)))
  for (const service of services) await expectProtected(service, tokens)
})
