/**
 * The fixtures of tests that need a running service: `database`, `service`, `replica`, `alice` and `admin`.
 *
 * A file calls `onEachDatabase()` or `onDatabase(sqlite)` at its top, and gets a `test` for each database.
 * A fixture is made when a test or a hook first asks for it. All tests of the file share it.
 *
 * Vitest finds the fixtures in the source text of a callback, so write `({ service }) => …`.
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
  username: string
}

export interface Fixtures {
  /** The database of `service`. A test may open it beside the service. */
  database: FreshDatabase
  service: RunningService
  /** A second process on the database and the clock of `service`. */
  replica: RunningService
  /** The user `alice`. */
  alice: TestUser
  /** The user `root`, with a token for the administration. */
  admin: Administrator
}

export interface FixtureOptions extends ServiceOptions {
  /** What `alice` may have; `data:read` if absent. */
  aliceScope?: string
}

/** Makes a value at the first call. Otherwise a `test` that a file extends would start its own service. */
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
  const start = async (database: FreshDatabase, more: ServiceOptions = {}) => {
    const running = await startService(database.config, { ...options, ...more })
    atEndOfFile(() => running.stop())
    return running
  }
  const startFirst = once((database: FreshDatabase) => start(database))
  const startSecond = once((database: FreshDatabase, { system }: RunningService) => start(database, { system }))
  const addAlice = once(async (service: RunningService): Promise<TestUser> => {
    const username = 'alice'
    const id = await service.addUser(username, { scope: aliceScope })
    return { id, username, ...(await service.logIn(username)) }
  })
  const addAdmin = once((service: RunningService) => administrator(service))
  return base
    .extend('database', { scope: 'file' }, () => fresh())
    .extend('service', { scope: 'file' }, ({ database }) => startFirst(database))
    .extend('replica', { scope: 'file' }, ({ database, service }) => startSecond(database, service))
    .extend('alice', { scope: 'file' }, ({ service }) => addAlice(service))
    .extend('admin', { scope: 'file' }, ({ service }) => addAdmin(service))
}

/** Returns each database with its `test`: `describe.each(onEachDatabase())('on $name', ({ test }) => …)`. */
export const onEachDatabase = (options: FixtureOptions = {}) => databases.map((on) => ({ ...on, test: onDatabase(on, options) }))
