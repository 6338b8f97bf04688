import { setTimeout as sleep } from 'node:timers/promises'
import { type PostgresServer, startPostgres } from '../support/postgres.ts'
import { ask, type StandbyOptions, startStandby } from '../support/postgres-standby.ts'

const STANDBY = 'standby'
const LIMIT_MS = 30_000

export interface Pair {
  primary: PostgresServer
  standby: PostgresServer
  remove(): Promise<void>
}

/**
 * Starts a primary and a standby that follows it. If `synchronous`, the primary acknowledges only what the
 * standby has.
 */
export async function startPair({ synchronous, ...options }: StandbyOptions & { synchronous: boolean }): Promise<Pair> {
  const primary = (await startPostgres())!
  const standby = await startStandby(primary, { name: STANDBY, ...options })
  if (synchronous) await ask(primary, `alter system set synchronous_standby_names = '${STANDBY}'`, 'select pg_reload_conf()')
  await untilReplicates(primary, synchronous ? 'sync' : 'async')
  return {
    primary,
    standby,
    async remove() {
      await standby.remove()
      await primary.remove()
    },
  }
}

/** Waits until a standby streams in this way. */
export const untilReplicates = (primary: PostgresServer, state: 'sync' | 'async'): Promise<void> =>
  until(primary, `select 1 from pg_stat_replication where state = 'streaming' and sync_state = '${state}'`)

/** Waits until the standby has applied everything that the primary has written. */
export const untilCaughtUp = (primary: PostgresServer): Promise<void> =>
  until(primary, 'select 1 from pg_stat_replication where replay_lsn >= pg_current_wal_lsn()')

async function until(server: PostgresServer, query: string): Promise<void> {
  for (const deadline = performance.now() + LIMIT_MS; performance.now() < deadline; await sleep(50))
    if ((await ask(server, query)).length > 0) return
  throw new Error(`This never became true: ${query}`)
}
