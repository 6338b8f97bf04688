import { type Command, InvalidArgumentError, Option } from 'commander'
import { isUserId } from '../accounts/user.ts'
import type { UserStore } from '../accounts/user-store.ts'
import { createEventStore } from '../data/events.ts'
import { createUserStore } from '../data/users.ts'
import { type AuditEvent, EVENT_TYPES, type EventType } from '../events/event.ts'
import { pagesOf } from './support/store-access.ts'
import { columns, instant, type Terminal, visible } from './support/terminal.ts'
import { findUser } from './users/user-view.ts'
import { withDatabase } from './with-database.ts'

interface Options {
  type?: EventType
  user?: string
  client?: string
  since?: number
  until?: number
  json?: true
}

type Entry = AuditEvent & { id: number }

export function addEventsCommand(program: Command, terminal: Terminal): void {
  const events = program
    .command('events')
    .summary('read the audit trail')
    .description('Reads the audit trail, which is kept for 90 days. Works directly on the database, also while the service runs.')
  addEventsList(events, terminal)
}

function addEventsList(events: Command, terminal: Terminal): void {
  events
    .command('list')
    .summary('list events, the newest first')
    .description('Lists events, the newest first: all that are kept, or those that match every option.')
    .addOption(new Option('--type <type>', 'events of this type').choices(Object.keys(EVENT_TYPES)))
    .option('--user <name>', 'events of this user: the username or the id; for a deleted user the id')
    .option('--client <id>', 'events of this client')
    .option('--since <time>', 'events at this time or later, such as 2026-01-31T00:00:00Z', instantOf)
    .option('--until <time>', 'events before this time', instantOf)
    .option('--json', 'print as JSON, one event per line')
    .action(({ type, user, client: clientId, since: sinceMs, until: untilMs, json }: Options) =>
      withDatabase(async (database) => {
        const userId = user === undefined ? undefined : await userIdOf(createUserStore(database), user)
        const store = createEventStore(database)
        const filter = { type, userId, clientId, sinceMs, untilMs }
        const pages = pagesOf<Entry>((last, limit) => store.list({ ...filter, before: last, limit }))
        await (json ? printJson(pages, terminal) : printTable(pages, terminal))
      }),
    )
}

/** Returns the id of a user. Events outlive their account, so an id is not looked up. */
const userIdOf = async (users: UserStore, idOrName: string): Promise<string> =>
  isUserId(idOrName) ? idOrName : (await findUser(users, idOrName)).id

/** Parses a time (RFC 3339 §5.6). */
function instantOf(text: string): number {
  const ms = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms)) throw new InvalidArgumentError('Give a time as in 2026-01-31T00:00:00Z.')
  return ms
}

/** Prints one JSON list, page by page, so that it needs memory for one page only. */
async function printJson(pages: AsyncIterable<Entry[]>, terminal: Terminal): Promise<void> {
  let opening = '['
  for await (const page of pages) {
    terminal.print(opening + page.map((event) => JSON.stringify(eventView(event))).join(',\n'))
    opening = ','
  }
  terminal.print(opening === '[' ? '[]' : ']')
}

/** Prints each page by itself. The fixed widths fit most values, so the columns of the pages line up. */
async function printTable(pages: AsyncIterable<Entry[]>, terminal: Terminal): Promise<void> {
  let headings = [HEADINGS]
  for await (const page of pages) {
    terminal.print(columns([...headings, ...page.map(rowOf)], WIDTHS))
    headings = []
  }
  if (headings.length > 0) terminal.print(columns(headings, WIDTHS))
}

const eventView = ({ id, type, atMs, userId, clientId, sessionId, address, actor, count, detail }: Entry) => ({
  id,
  type,
  at: instant(atMs),
  userId: userId ?? null,
  clientId: clientId ?? null,
  sessionId: sessionId ?? null,
  address: address ?? null,
  actor: actor ?? null,
  count: count ?? 1,
  detail: detail ?? null,
})

const HEADINGS = ['AT', 'TYPE', 'COUNT', 'USER', 'CLIENT', 'ADDRESS', 'ACTOR', 'DETAIL']
const USER_ID_WIDTH = 26
const WIDTHS = [24, Math.max(...Object.keys(EVENT_TYPES).map((type) => type.length)), 5, USER_ID_WIDTH, 12, 15, USER_ID_WIDTH]

function rowOf(event: Entry): string[] {
  const { at, type, count, userId, clientId, address, actor, detail } = eventView(event)
  const details = Object.entries(detail ?? {}).map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(' ') : value}`)
  return [at, type, String(count), userId ?? '-', clientId ?? '-', address ?? '-', actor ?? '-', visible(details.join('; ')) || '-']
}
