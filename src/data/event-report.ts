import type { RecordedEvent } from '../events/event.ts'
import type { RowOf } from './columns.ts'
import type { Database } from './database.ts'
import { EVENT } from './schema.ts'
import type { Result, Step } from './statement.ts'

/** Learns which events were written. It must neither throw nor block. */
export type EventReport = (events: readonly RecordedEvent[]) => void

/** Wraps a database so that it reports events after the COMMIT of their transaction, and never without it. */
export const reportingEvents = (database: Database, report: EventReport): Database => ({
  ...database,
  together(guard, rest) {
    const steps = [guard, ...rest]
    const written = database.together(guard, rest)
    if (!steps.some(({ recordsEvents }) => recordsEvents)) return written
    return written.then((results) => {
      if (results !== undefined) report(eventsIn(steps, results))
      return results
    })
  },
})

type EventRow = { id: number } & RowOf<typeof EVENT>

const eventsIn = (steps: readonly Step[], results: readonly Result[]): RecordedEvent[] =>
  results.flatMap(({ rows }, at) =>
    steps[at]?.recordsEvents ? (rows as EventRow[]).map((row) => ({ id: row.id, ...EVENT.read(row) })) : [],
  )
