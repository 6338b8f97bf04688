import type { AuditEvent } from './event.ts'
import type { EventStore } from './event-store.ts'

/** A refusal of a person, with the client that they used, or of a client. */
export type RefusedEvent = Pick<AuditEvent, 'atMs' | 'userId' | 'clientId' | 'address'> & {
  type: 'login_refused' | 'one_time_secret_refused' | 'client_refused'
}

/**
 * Counts refusals in the memory of this process; the log has each one. Each replica writes one entry a
 * minute for each account (or client) and address.
 */
export interface RefusalTally {
  /** Counts one refusal. */
  add(refusal: RefusedEvent): void
  /**
   * Writes what was counted; call it once a minute and at the end. What cannot be written is kept for the
   * next time.
   */
  flush(): Promise<void>
}

/**
 * Above this number of accounts and addresses within a minute, each type of event has one entry for all
 * others.
 */
const MAX_ENTRIES = 1000

export function createRefusalTally(events: EventStore): RefusalTally {
  let gathered = new Map<string, AuditEvent>()

  const add = (event: AuditEvent) => {
    const known = `${event.type} ${(event.type === 'client_refused' ? event.clientId : event.userId) ?? ''} ${event.address ?? ''}`
    const key = gathered.size < MAX_ENTRIES || gathered.has(known) ? known : `${event.type}, the rest`
    const before = gathered.get(key)
    const one = key === known ? event : { type: event.type, atMs: event.atMs }
    gathered.set(key, { ...one, ...before, count: (before?.count ?? 0) + (event.count ?? 1) })
  }
  return {
    add,
    async flush() {
      const entries = [...gathered.values()]
      if (entries.length === 0) return
      gathered = new Map()
      try {
        await events.record(entries)
      } catch (error) {
        for (const entry of entries) add(entry)
        throw error
      }
    },
  }
}
