import type { Command } from 'commander'
import { createSessionStore } from '../../data/sessions.ts'
import { createUserStore } from '../../data/users.ts'
import type { Session } from '../../sessions/session.ts'
import { realSystem } from '../../system.ts'
import { withDatabase } from '../database.ts'
import { allPages } from '../support/all-pages.ts'
import { columns, instant, type Terminal, visible } from '../support/terminal.ts'
import { findUser } from '../users/shown-user.ts'

export function addSessionsList(sessions: Command, terminal: Terminal): void {
  sessions
    .command('list')
    .summary('list the sessions that are alive')
    .description('Lists the sessions that are alive, of one user or of all.')
    .option('--user <name>', 'of this user: the username, or the id')
    .option('--json', 'print as JSON')
    .action(({ user, json }: { user?: string; json?: true }) =>
      withDatabase(async (database) => {
        const userId = user === undefined ? undefined : (await findUser(createUserStore(database), user)).id
        const store = createSessionStore(database)
        const nowMs = realSystem.nowMs()
        const all = await allPages<Session>((last, limit) => store.list({ userId, afterId: last?.id, nowMs, limit }))
        terminal.print(json ? JSON.stringify(all.map(shownSession)) : columns([HEADINGS, ...all.map(rowOf)]))
      }),
    )
}

const shownSession = (session: Session) => ({
  id: session.id,
  userId: session.userId,
  clientId: session.clientId,
  scope: session.scope,
  createdAt: instant(session.createdAtMs),
  lastUsedAt: instant(session.rotatedAtMs),
  expiresAt: instant(Math.min(session.idleEndsAtMs, session.endsAtMs)),
  address: session.address,
  device: session.device,
})

const HEADINGS = ['ID', 'USER', 'CLIENT', 'LAST USED', 'EXPIRES', 'ADDRESS', 'DEVICE']

function rowOf(session: Session): string[] {
  const { id, userId, clientId, lastUsedAt, expiresAt, address, device } = shownSession(session)
  return [id, userId, clientId, lastUsedAt, expiresAt, address ?? '-', visible(device ?? '-')]
}
