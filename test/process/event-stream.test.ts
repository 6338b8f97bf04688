// A stop ends streams of events, which have no end of their own (REQUIREMENTS F 7, docs/events.md#streams).
import { expect, test } from 'vitest'
import { folderWithDatabase, mintmark, PASSWORD, start } from './mintmark.ts'

test('SIGTERM ends an open stream, and the service exits (F 7)', async () => {
  const folder = await folderWithDatabase()
  const added = await mintmark(folder, ['users', 'add', 'root', '--scope', 'admin', '--password-stdin'], { input: PASSWORD })
  expect(added.code, added.stderr).toBe(0)
  const service = await start(folder, 'serve')
  const form = { grant_type: 'password', username: 'root', password: PASSWORD, scope: 'admin', resource: service.url }
  const login = await fetch(`${service.url}/token`, { method: 'POST', body: new URLSearchParams(form) })
  const { access_token: token } = (await login.json()) as { access_token: string }
  const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' }
  const stream = await fetch(`${service.url}/admin/events`, { headers })
  expect(stream.status).toBe(200)
  const stoppedAtMs = performance.now()
  service.signal('SIGTERM')
  expect(await stream.text()).toMatch(/^id: /)
  expect(await service.exit()).toBe(0)
  expect(performance.now() - stoppedAtMs).toBeLessThan(5_000)
})
