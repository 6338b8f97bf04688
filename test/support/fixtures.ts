/**
 * The fixtures of tests that need a running service: `database`, `service`, `alice` and `admin`.
 *
 * A test file calls `onEachDatabase()` (or `onDatabase(sqlite)`) at its top, and gets a `test` for each database.
 * A fixture is made when the first test or hook of the file asks for it, and all tests of the file share it.
 *
 * @module
 */

import { test as base } from 'vitest'
import { type Administrator, administrator } from './admin.ts'
import { atEndOfFile, databases, type FreshDatabase, type TestDatabase } from './databases.ts'
import { type RunningService, type ServiceOptions, startService, type TestTokens } from './service.ts'

/** A user with the tokens of her first log-in. */
export interface TestUser extends TestTokens {
  id: string
}

export interface Fixtures {
  /** The database of `service`. A test may open it beside the service. */
  database: FreshDatabase
  service: RunningService
  /** The user `alice`. */
  alice: TestUser
  /** The user `root`, with a token for the administration. */
  admin: Administrator
}

export interface FixtureOptions extends ServiceOptions {
  /** What `alice` may have; `data:read` if absent. */
  aliceScope?: string
}

/** Makes a value at the first call. A `test` that a file extends again would otherwise start a service of its own. */
function once<A extends unknown[], T>(make: (...given: A) => Promise<T>): (...given: A) => Promise<T> {
  let made: Promise<T> | undefined
  return (...given) => {
    made ??= make(...given)
    return made
  }
}

/** Returns a `test` with the fixtures on a database of its own. Call it at the top of a file. */
export function onDatabase(on: TestDatabase, { aliceScope = 'data:read', ...options }: FixtureOptions = {}) {
  const fresh = once(() => on.fresh())
  const start = once(async (database: FreshDatabase) => {
    const running = await startService(database.config, options)
    atEndOfFile(() => running.stop())
    return running
  })
  const addAlice = once(async (service: RunningService): Promise<TestUser> => {
    const id = await service.addUser('alice', { scope: aliceScope })
    return { id, ...(await service.logIn('alice')) }
  })
  const addAdmin = once((service: RunningService) => administrator(service))
  return base
    .extend('database', { scope: 'file' }, () => fresh())
    .extend('service', { scope: 'file' }, ({ database }) => start(database))
    .extend('alice', { scope: 'file' }, ({ service }) => addAlice(service))
    .extend('admin', { scope: 'file' }, ({ service }) => addAdmin(service))
}

/** Returns each database with its `test`: `describe.each(onEachDatabase())('on $name', ({ test }) => …)`. */
export const onEachDatabase = (options: FixtureOptions = {}) => databases.map((on) => ({ ...on, test: onDatabase(on, options) }))
