/**
 * Kills itself in the middle of the second of two migrations. The argument is the database configuration as
 * JSON.
 *
 * @module
 */

import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { migrate, schema } from '../../../src/data/migrations.ts'
import { openDatabase } from '../../../src/data/open-database.ts'

const database = await openDatabase(JSON.parse(process.argv[2]!))
const crashing = (): Migration => ({
  async up(db) {
    await sql`create table half_done (id integer)`.execute(db)
    process.kill(process.pid, 'SIGKILL')
  },
})
await migrate(database, { release: 1, migrations: { ...schema.migrations, '01-002-crashing': crashing } })
