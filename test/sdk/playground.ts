import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import {
  type ClientSystem,
  createMintmarkClient,
  type MintmarkClient,
  type MintmarkOptions,
  type StoredSession,
  type TokenStore,
} from '../../sdk/client/src/index.ts'
import type { Config } from '../../src/config.ts'
import { databases } from '../support/databases.ts'
import { PASSWORD, type RunningService, startService } from '../support/service.ts'
import type { TestSystem } from '../support/test-system.ts'
import { type Between, standBetween } from './between.ts'

export const ALICE = { username: 'alice', password: PASSWORD }

/**
 * Creates the client's system on the service's clock. Its waits move that clock, and `waits` lists them in
 * milliseconds.
 */
export function worldOf(clock: TestSystem): ClientSystem & { waits: number[] } {
  const waits: number[] = []
  return {
    waits,
    nowMs: clock.nowMs,
    randomBytes: (length) => clock.randomBytes(length),
    async sleep(ms, signal) {
      signal.throwIfAborted()
      waits.push(ms)
      clock.advanceMs(ms)
    },
  }
}

/** Creates a store that tests can inspect and make fail. Several clients may share it. */
export function openStore(): TokenStore & {
  kept(): StoredSession | undefined
  fail(what: 'load' | 'save' | 'clear', times?: number): void
} {
  let kept: string | undefined
  const failing = { load: 0, save: 0, clear: 0 }
  const fail = (what: keyof typeof failing) => {
    failing[what] -= 1
    if (failing[what] >= 0) throw new Error(`cannot ${what}`)
    failing[what] = 0
  }
  const peek = () => (kept === undefined ? undefined : (JSON.parse(kept) as StoredSession))
  return {
    kept: peek,
    fail(what, times = 1) {
      failing[what] = times
    },
    load() {
      fail('load')
      return peek()
    },
    async save(session) {
      fail('save')
      kept = JSON.stringify(session)
    },
    async clear() {
      fail('clear')
      kept = undefined
    },
  }
}

export interface Playground {
  s: RunningService
  /** A new one for each test. */
  between: Between
  world: ReturnType<typeof worldOf>
  client(options?: Partial<MintmarkOptions>): MintmarkClient
  /** Creates a client with a session of alice. */
  loggedIn(options?: Partial<MintmarkOptions>): Promise<MintmarkClient>
}

/** Starts a service for the test file, with the account `alice`. Each test has a new proxy in front of it. */
export function playground(config: Partial<Config> = {}): Playground {
  const p = {
    client: (options = {}) => createMintmarkClient({ baseUrl: p.between.url, system: p.world, ...options }),
    async loggedIn(options) {
      const client = p.client(options)
      const { status } = await client.logIn(ALICE)
      if (status !== 200) throw new Error(`the login returned ${status}`)
      return client
    },
  } as Playground
  beforeAll(async () => {
    const fresh = await databases.find(({ kind }) => kind === 'sqlite')!.fresh()
    p.s = await startService(fresh.config, { config })
    await p.s.addUser(ALICE.username, { scope: 'data:read admin' })
  })
  // A new proxy and world for each test, so counts start at zero.
  beforeEach(async () => {
    p.between = await standBetween(p.s.url)
    p.world = worldOf(p.s.system)
  })
  afterEach(() => p.between.stop())
  afterAll(() => p.s.stop())
  return p
}
