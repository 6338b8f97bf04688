import type { Compilable } from 'kysely'
import type { AuditEvent } from '../events/event.ts'
import type { RowOf } from './columns.ts'
import type { Database } from './database.ts'
import { EVENT } from './schema.ts'
import { compiledOnce, rowOf, type Step } from './statement.ts'

/**
 * Writes a change and its events in one transaction. `rest` comes last, so its locks are held the shortest.
 *
 * @returns false if the guard changes no row; then nothing was written.
 */
export async function writeWithEvents(
  database: Database,
  guard: Compilable,
  events: readonly AuditEvent[],
  rest: readonly Compilable[] = [],
): Promise<boolean> {
  const entries = events.length === 0 ? [] : [recording(database, ...events)]
  return (await database.together(guard, [...entries, ...rest])) !== undefined
}

/** Marks a statement that writes events and returns `RECORDED_COLUMNS`: they are reported after COMMIT. */
export const asRecording = (statement: Compilable): Step => ({ compile: () => statement.compile(), recordsEvents: true })

export const RECORDED_COLUMNS = ['id', ...EVENT.columns] as const

/** Returns the statement that writes events, for the transaction of their change. */
export const recording = ({ kysely }: Database, ...events: readonly AuditEvent[]): Step =>
  asRecording(kysely.insertInto('events').values(events.map(EVENT.write)).returning(RECORDED_COLUMNS))

/** The same for one event of something that happens often: the statement is built once. */
export function createRecording({ kysely }: Database): (event: AuditEvent) => Step {
  const insert = compiledOnce<RowOf<typeof EVENT>, unknown>((row) =>
    kysely.insertInto('events').values(rowOf(EVENT.columns, row)).returning(RECORDED_COLUMNS),
  )
  return (event) => asRecording(insert(EVENT.write(event)))
}
