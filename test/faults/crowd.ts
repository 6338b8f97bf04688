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

/** Some users, all at once. */
export interface Crowd {
  usernames: string[]
  /** Summed up over all of it. */
  counts: Counts
  /** They act until told otherwise, or until the service is gone; of several services, each act goes to another. Throws a `Violation`. */
  act(clients: FaultClient[], until: () => boolean): Promise<void>
  /** All that is known. Throws a `Violation`. */
  check(client: FaultClient): Promise<void>
}

const USERS = 12

/** The database migrated, and the users in it, whose first hashes cost nothing. */
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
