import { type Compilable, sql } from 'kysely'
import type { KeySetChange, KeyStore } from '../keys/key-store.ts'
import { batched } from './batched.ts'
import { rememberedUntilCommit } from './data-version.ts'
import type { Database } from './database.ts'
import { SIGNING_KEY, type SigningKeysTable, THE_ROW } from './schema.ts'
import { writeWithEvents } from './write-with-events.ts'

export const createKeyStore = (database: Database): KeyStore => ({
  /** Reads keys and version in one statement, so that they are of one moment. */
  async load() {
    const rows = await database.kysely
      .selectFrom('service_state as state')
      .leftJoin('signing_keys as key', (join) => join.onTrue())
      .select(['state.keys_version', ...SIGNING_KEY.columns])
      .where('state.id', '=', THE_ROW)
      .orderBy('published_at_ms')
      .orderBy('kid')
      .execute()
    const keys = rows.filter((row): row is typeof row & SigningKeysTable => row.kid !== null)
    return { version: rows[0]!.keys_version, keys: keys.map(SIGNING_KEY.read) }
  },

  readVersion: createVersionReader(database),

  change(fromVersion, change, act) {
    const guard = database.kysely
      .updateTable('service_state')
      .set({ keys_version: sql<number>`keys_version + 1` })
      .where('id', '=', THE_ROW)
      .where('keys_version', '=', fromVersion)
    return writeWithEvents(database, guard, [{ type: 'keys_changed', ...act }], parts(database, change))
  },
})

/**
 * Every login asks for the version, so it must cost next to nothing. SQLite reads it only after a commit,
 * PostgreSQL once per turn of the event loop.
 */
function createVersionReader({ kysely, direct }: Database): KeyStore['readVersion'] {
  const select = kysely.selectFrom('service_state').select('keys_version').where('id', '=', THE_ROW)
  if (direct === undefined) {
    const read = batched(1, async () => {
      const { keys_version: version } = await select.executeTakeFirstOrThrow()
      return () => version
    })
    return () => read('')
  }
  const statement = select.compile()
  const read = rememberedUntilCommit(
    direct.dataVersion,
    1,
    () => (direct.readNow(statement).rows[0] as { keys_version: number }).keys_version,
  )
  return () => read('')
}

function parts({ kysely }: Database, { insert = [], appoint = [], delete: removed = [], reseal = [] }: KeySetChange): Compilable[] {
  const update = (kid: string) => kysely.updateTable('signing_keys').where('kid', '=', kid)
  return [
    ...removed.map((kid) => kysely.deleteFrom('signing_keys').where('kid', '=', kid)),
    ...insert.map((key) => kysely.insertInto('signing_keys').values(SIGNING_KEY.write(key))),
    ...appoint.map(({ kid, signsFromMs }) => update(kid).set({ signs_from_ms: signsFromMs })),
    ...reseal.map(({ kid, sealedPrivateJwk }) => update(kid).set({ sealed_private_jwk: sealedPrivateJwk })),
  ]
}
