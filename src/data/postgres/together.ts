import type { Kysely } from 'kysely'
import type { System } from '../../system.ts'
import type { Tables } from '../schema.ts'
import { compiled, held, type Result, type Statement, type Write } from '../statement.ts'
import { withRetries } from './errors.ts'

const GUARD_DID_NOT_HOLD = new Error('the guard did not hold')

/** Runs the list in one transaction. @returns undefined, and rolls back, if its guard does not hold. */
export async function writeTogether(kysely: Kysely<Tables>, write: Write, system: System): Promise<Result[] | undefined> {
  try {
    return await withRetries(system, () => inTransaction(kysely, write))
  } catch (error) {
    if (error === GUARD_DID_NOT_HOLD) return undefined
    throw error
  }
}

/** The guards are written for `read committed`, whatever the database's default is. */
const inTransaction = (kysely: Kysely<Tables>, [guard, ...rest]: Write): Promise<Result[]> =>
  kysely
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (transaction) => {
      const run = (statement: Statement): Promise<Result> => transaction.executeQuery(compiled(statement))
      const results = [await run(guard)]
      if (!held(results[0]!)) throw GUARD_DID_NOT_HOLD
      for (const statement of rest) results.push(await run(statement))
      return results
    })
