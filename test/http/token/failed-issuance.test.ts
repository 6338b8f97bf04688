// REQUIREMENTS T 14: if a token cannot be signed at the end of an issuance, nothing is left of it.
import { sql } from 'kysely'
import { describe, expect } from 'vitest'
import type { Database } from '../../../src/data/database.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { basic, PASSWORD, type RunningService } from '../../support/service.ts'
import { type RowWatch, watchRows } from '../../support/written-rows.ts'

describe.each(onEachDatabase())('on $name', ({ test }) => {
  let opened: Database
  let rows: RowWatch
  let secret: string
  test.beforeAll(async ({ database, service }) => {
    await service.addUser('alice')
    secret = await service.addClient('shop', { scope: ['data:read'] })
    opened = await database.open()
    rows = await watchRows(opened)
  })

  const keysChanged = () => opened.kysely.updateTable('service_state').set({ keys_version: sql`keys_version + 1` }).execute()

  /** Runs `act` without a key to sign with, and returns what it writes. */
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
  const logIn = (service: RunningService) => service.form('/token', { grant_type: 'password', username: 'alice', password: PASSWORD })

  test('a log-in leaves no session and no event (T 14)', async ({ service }) => {
    const { answer, written } = await withoutKeys(() => logIn(service))
    expect(answer.status).toBe(503)
    // The try itself was counted before the hash.
    expect(written.filter((what) => !what.startsWith('throttle'))).toEqual([])
    expect((await logIn(service)).status).toBe(200)
  })

  test('right passwords are no guesses, even if signing fails (L 1)', async ({ service }) => {
    const { answer } = await withoutKeys(async () => {
      const statuses = []
      for (let turn = 0; turn < 12; turn += 1) statuses.push((await logIn(service)).status)
      return statuses
    })
    expect(answer).toEqual(Array(12).fill(503))
    expect((await logIn(service)).status).toBe(200)
  })

  test('a service’s token leaves nothing (T 14)', async ({ service }) => {
    const forItself = () => service.form('/token', { grant_type: 'client_credentials' }, basic('shop', secret))
    const { answer, written } = await withoutKeys(forItself)
    expect({ status: answer.status, written }).toEqual({ status: 503, written: [] })
    expect((await forItself()).status).toBe(200)
  })

  test('a refresh that could not be answered can be repeated (R 5)', async ({ service }) => {
    const { refresh_token } = (await logIn(service)).body
    expect((await withoutKeys(() => service.refresh(refresh_token))).answer.status).toBe(503)
    expect((await service.refresh((await service.refresh(refresh_token)).body.refresh_token)).status).toBe(200)
  })
})
