// The stored assertions: each assertion works only once (REQUIREMENTS C 7).
import { beforeAll, describe, expect, test } from 'vitest'
import type { ClientStore } from '../../src/clients/client-store.ts'
import { createClientStore } from '../../src/data/clients.ts'
import { databases } from '../support/databases.ts'

describe.each(databases)('on $name', ({ fresh }) => {
  let clients: ClientStore
  beforeAll(async () => {
    clients = createClientStore(await (await fresh()).open())
  })
  const remember = (clientId: string, jti: string, expiresAtMs: number) => clients.rememberAssertion({ clientId, jti, expiresAtMs })

  test("sweeping one client's assertions keeps another's with the same jti (C 7)", async () => {
    expect(await remember('a', '42', 10)).toBe(true)
    expect(await remember('b', '42', 1000)).toBe(true)
    expect(await remember('c', '42', 10)).toBe(true)
    expect(await clients.sweepAssertions(100, 10)).toBe(2)
    expect([await remember('b', '42', 1000), await remember('a', '42', 2000)]).toEqual([false, true])
  })

  test('the sweep removes the oldest first, up to the limit', async () => {
    for (const [jti, expiresAtMs] of [
      ['third', 3],
      ['first', 1],
      ['second', 2],
      ['live', 5000],
    ] as const)
      await remember('d', jti, expiresAtMs)
    expect(await clients.sweepAssertions(100, 2)).toBe(2)
    expect([await remember('d', 'third', 3), await remember('d', 'first', 5000), await remember('d', 'second', 5000)]).toEqual([
      false,
      true,
      true,
    ])
    expect([await clients.sweepAssertions(100, 2), await clients.sweepAssertions(100, 2)]).toEqual([1, 0])
    expect(await remember('d', 'live', 5000)).toBe(false)
  })
})
