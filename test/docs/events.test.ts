// docs/events.md shows what the log and the webhook have of an event.
import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import { webhookMessage } from '../../src/events/webhook.ts'
import { sqlite } from '../support/databases.ts'
import { onDatabase } from '../support/fixtures.ts'

const test = onDatabase(sqlite)
const page = readFileSync(new URL('../../docs/events.md', import.meta.url), 'utf8')
const [line, message] = [...page.matchAll(/^```json\n([\s\S]*?)```$/gm)].map(([, json]) => JSON.parse(json!))

test('the page shows a line of the log', async ({ service }) => {
  await service.addUser('alice')
  await service.logIn('alice')
  const logged = service.logged.map((text) => JSON.parse(text)).find(({ event }) => event === 'login')
  expect(Object.keys(logged)).toEqual(Object.keys(line))
  expect(logged).toMatchObject({ level: line.level, event: line.event, client_id: line.client_id, message: line.message })
})

test('the page shows a message of the webhook', () => {
  const { body } = webhookMessage({ id: 17, type: 'login', atMs: 0, userId: 'usr_a' }, [], 0)
  expect(JSON.parse(body)).toMatchObject({ type: message.type, data: { id: message.data.id, count: message.data.count } })
  expect(Object.keys(JSON.parse(body).data)).toEqual(Object.keys(message.data))
})
