// T 14: where a token cannot be signed after all else was found good, nothing of it is left.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../src/data/database.ts'
import { databases } from '../support/databases.ts'
import { basic, PASSWORD, type RunningService, startService } from '../support/service.ts'
import { type RowWatch, watchRows } from '../support/written-rows.ts'

describe.each(databases)('on $name', (database) => {
  let s: RunningService
  let opened: Database
  let rows: RowWatch
  let secret: string
  beforeAll(async () => {
    const fresh = await database.fresh()
    s = await startService(fresh.config)
    await s.addUser('alice')
    secret = await s.addClient('shop', { scope: ['data:read'] })
    opened = await fresh.open()
    rows = await watchRows(opened)
  })
  afterAll(() => s.stop())

  const keysChanged = () => opened.kysely.updateTable('service_state').set({ keys_version: sql`keys_version + 1` }).execute()

  /** What `act` writes where there is no key to sign with. */
  async function withoutKeys<T>(act: () => Promise<T>): Promise<{ answer: T; written: string[] }> {
    const keys = await opened.kysely.selectFrom('signing_keys').selectAll().execute()
    await opened.kysely.deleteFrom('signing_keys').execute()
    await keysChanged()
    await rows.take()
    const answer = await act()
    const written = Object.keys(await rows.take())
    await opened.kysely.insertInto('signing_keys').values(keys).execute()
    await keysChanged()
    return { answer, written }
  }
  const logIn = () => s.form('/token', { grant_type: 'password', username: 'alice', password: PASSWORD })

  test('T 14: a login leaves no session and tells of none', async () => {
    const { answer, written } = await withoutKeys(logIn)
    expect(answer.status).toBe(503)
    // The try itself was counted before the hash.
    expect(written.filter((what) => !what.startsWith('throttle'))).toEqual([])
    expect((await logIn()).status).toBe(200)
  })

  test('L 1: right passwords for which nothing could be signed are no guesses', async () => {
    const { answer } = await withoutKeys(async () => {
      const statuses = []
      for (let turn = 0; turn < 12; turn += 1) statuses.push((await logIn()).status)
      return statuses
    })
    expect(answer).toEqual(Array(12).fill(503))
    expect((await logIn()).status).toBe(200)
  })

  test('T 14: a service’s token leaves nothing', async () => {
    const forItself = () => s.form('/token', { grant_type: 'client_credentials' }, basic('shop', secret))
    const { answer, written } = await withoutKeys(forItself)
    expect({ status: answer.status, written }).toEqual({ status: 503, written: [] })
    expect((await forItself()).status).toBe(200)
  })

  test('R 5: a refresh that could not be answered is one whose answer was lost: the same token again gets the successor', async () => {
    const { refresh_token } = (await logIn()).body
    expect((await withoutKeys(() => s.refresh(refresh_token))).answer.status).toBe(503)
    expect((await s.refresh((await s.refresh(refresh_token)).body.refresh_token)).status).toBe(200)
  })
})
