// RFC 8707 §2.2: whom the tokens of a session are for, in the client.
import { expect, test } from 'vitest'
import { ISSUER } from '../support/service.ts'
import { ALICE, playground } from './playground.ts'

const TTL_SECONDS = 900
const p = playground({ audience: ['https://orders.example.com'] })

test.each([
  ['as they come', undefined, 403],
  ['for the service alone', ISSUER, 200],
])('RFC 8707 §2.2: %s, the tokens stay so after a refresh', async (_, resource, status) => {
  const client = p.client()
  await client.logIn({ ...ALICE, ...(resource === undefined ? {} : { resource }) })
  expect((await client.get('/me/sessions')).status).toBe(status)
  p.s.system.advanceSeconds(TTL_SECONDS)
  expect((await client.get('/me/sessions')).status).toBe(status)
  expect(p.between.refreshes()).toHaveLength(1)
})
