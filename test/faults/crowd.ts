import { randomBytes } from 'node:crypto'
import { composeAccounts } from '../../src/composition/accounts.ts'
import type { DatabaseConfig } from '../../src/config.ts'
import { migrate } from '../../src/data/migrations.ts'
import { openDatabase } from '../../src/data/open-database.ts'
import { realSystem } from '../../src/system.ts'
import { PASSWORD, testConfig } from '../support/service.ts'
import { type Actor, createActor } from './actor.ts'
import { check } from './check.ts'
import { type FaultClient, Gone } from './client.ts'
import { type Counts, noCounts } from './ledger.ts'

/** Several users who act at the same time. */
export interface Crowd {
  usernames: string[]
  /** The counts of all users together. */
  counts: Counts
  /**
   * Lets all users act, each act at the next service, until told to stop or until a service is gone. Throws a
   * `Violation`.
   */
  act(clients: FaultClient[], until: () => boolean): Promise<void>
  /** Checks everything that is known. Throws a `Violation`. */
  check(client: FaultClient): Promise<void>
}

const USERS = 12

/** Migrates the database and adds the users, with cheap first hashes. */
export async function createCrowd(config: DatabaseConfig): Promise<Crowd> {
  const counts = noCounts()
  const crowd = randomBytes(4).toString('hex')
  const usernames = Array.from({ length: USERS }, (_, index) => `user ${index} of ${crowd}`)
  const database = await openDatabase(config)
  try {
    await migrate(database)
    const { administration } = composeAccounts({ config: testConfig(config), database, system: realSystem })
    for (const username of usernames) {
      await administration.create({ username, password: PASSWORD, scope: 'data:read' }, { atMs: Date.now() })
    }
  } finally {
    await database.close()
  }
  const actors = usernames.map((username) => createActor(username, PASSWORD, counts))
  return {
    usernames,
    counts,
    act: async (clients, until) => void (await Promise.all(actors.map((actor) => actUntil(actor, clients, until)))),
    check: async (client) => void (await Promise.all(actors.map(({ ledger }) => check(ledger, client, counts)))),
  }
}

async function actUntil({ act }: Actor, clients: FaultClient[], until: () => boolean): Promise<void> {
  try {
    for (let turn = 0; !until(); turn += 1) await act(clients[turn % clients.length]!)
  } catch (error) {
    if (!(error instanceof Gone)) throw error
  }
}
