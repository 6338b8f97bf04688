/**
 * Opens one session after another in the given file. It prints each id as soon as the write is acknowledged.
 *
 * @module
 */

import { openDatabase } from '../../../src/data/open-database.ts'
import { createSessionStore } from '../../../src/data/sessions.ts'
import { anEvent, aSession } from '../rows.ts'

const [file, writer] = process.argv.slice(2) as [string, 'main' | 'worker']
const sessions = createSessionStore(await openDatabase({ kind: 'sqlite', file }, { sqlite: { writer } }))

async function write(): Promise<never> {
  for (;;) {
    const session = aSession('usr_1')
    await sessions.open(session, { event: anEvent() })
    process.stdout.write(`${session.id}\n`)
  }
}
await Promise.all(Array.from({ length: 8 }, write))
