// REQUIREMENTS L 8: refused refreshes are limited.
import { expect, test } from 'vitest'
import { databases } from '../../support/databases.ts'
import { formFrom } from '../../support/from-address.ts'
import { startService } from '../../support/service.ts'

const ELSEWHERE = '127.0.0.2'

test('refused refreshes are limited by client and address, good ones are not (L 8)', async () => {
  const s = await startService((await databases[0]!.fresh()).config)
  await s.addUser('alice')
  let { refresh_token } = await s.logIn('alice')
  for (let turn = 0; turn < 130; turn += 1) {
    const answer = await s.refresh(refresh_token)
    expect(answer.status).toBe(200)
    refresh_token = answer.body.refresh_token
  }
  for (let turn = 0; turn < 120; turn += 1) expect((await s.refresh('junk')).status).toBe(400)
  const shut = await s.refresh('junk')
  expect(shut).toMatchObject({ status: 429, body: { status: 429 } })
  expect(Number(shut.headers.get('retry-after'))).toBe(60)
  expect((await s.send('POST', '/token/refresh', { headers: { authorization: 'Bearer junk' } })).status).toBe(429)
  expect((await formFrom(ELSEWHERE, `${s.url}/token`, { grant_type: 'refresh_token', refresh_token: 'junk' })).status).toBe(400)
  const { access_token } = await s.logIn('alice')
  expect((await s.send('POST', '/token/refresh', { headers: { authorization: `Bearer ${access_token}` } })).status).toBe(200)
  expect((await s.refresh(refresh_token)).status).toBe(200)
  s.system.advanceSeconds(60)
  expect((await s.refresh('junk')).status).toBe(400)
  await s.stop()
})
