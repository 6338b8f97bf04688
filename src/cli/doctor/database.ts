import type { ServerFacts } from '../../data/postgres/server-facts.ts'
import type { FileFacts } from '../../data/sqlite/file-facts.ts'
import { errorOf, type Finding, warningOf } from './finding.ts'

const OLDEST_POSTGRES = 15
/** Tokens allow clocks to differ by 30 seconds (docs/design/keys.md). */
const CLOCK_ERROR_MS = 30_000
const CLOCK_WARNING_MS = 5_000
const MIB = 1024 ** 2
const LARGE_WAL_BYTES = 256 * MIB

/** Reports what a PostgreSQL server says about itself. */
export function serverFindings({ version, nowMs, connections }: ServerFacts, ours: { nowMs: number; poolSize: number }): Finding[] {
  const major = Math.floor(version / 10_000)
  const apartMs = Math.abs(nowMs - ours.nowMs)
  const clock = apartMs > CLOCK_ERROR_MS ? errorOf : warningOf
  return [
    ...(major < OLDEST_POSTGRES
      ? [
          errorOf(
            'database',
            `PostgreSQL is version ${major}, and Mintmark needs ${OLDEST_POSTGRES}.`,
            `Upgrade it to ${OLDEST_POSTGRES} or later.`,
          ),
        ]
      : []),
    ...(apartMs > CLOCK_WARNING_MS
      ? [
          clock(
            'database',
            `The clock of the database and that of this machine differ by ${Math.round(apartMs / 1000)} seconds.`,
            'Let both follow a time server.',
          ),
        ]
      : []),
    ...(connections < ours.poolSize
      ? [
          warningOf(
            'database',
            `PostgreSQL gives this role ${connections} connections, and one service takes up to ${ours.poolSize}.`,
            'Lower MINTMARK_POSTGRES_POOL_SIZE, or raise the limit of the role or max_connections.',
          ),
        ]
      : []),
  ]
}

/** Reports what a database file says about itself. */
export function fileDatabaseFindings({ journalMode, walBytes, damage, uncheckedTables }: FileFacts): Finding[] {
  return [
    ...(damage === undefined
      ? []
      : [errorOf('database', `The database is damaged: ${damage}`, 'Restore a backup: see docs/backup-and-restore.md.')]),
    ...(journalMode === 'wal'
      ? []
      : [warningOf('database', `The journal mode of the file is ${journalMode}, not wal.`, 'Start `mintmark serve`, which sets it.')]),
    ...(walBytes > LARGE_WAL_BYTES
      ? [
          warningOf(
            'database',
            `The write-ahead log has ${Math.round(walBytes / MIB)} MiB: some process reads without an end, or nobody closes the file.`,
            'End other programs that have the file open, then restart `mintmark serve`.',
          ),
        ]
      : []),
    ...(uncheckedTables.length === 0
      ? []
      : [
          warningOf(
            'database',
            `There was no time to check these tables for damage: ${uncheckedTables.join(' ')}.`,
            'Run `pragma quick_check` on a backup (`mintmark backup`).',
          ),
        ]),
  ]
}
