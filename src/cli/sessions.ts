import type { Command } from 'commander'
import { createSessionStore } from '../data/sessions.ts'
import { createUserStore } from '../data/users.ts'
import type { Session } from '../sessions/session.ts'
import { createSessionRevocation } from '../sessions/session-revocation.ts'
import { realSystem } from '../system.ts'
import { idOf } from './support/arguments.ts'
import { CommandFailure, EXIT } from './support/exit-code.ts'
import { allPages, byCommand } from './support/store-access.ts'
import { columns, instant, type Terminal, visible } from './support/terminal.ts'
import { findUser, noSuchUser } from './users/user-view.ts'
import { withDatabase } from './with-database.ts'

export function addSessionsCommand(program: Command, terminal: Terminal): void {
  const sessions = program
    .command('sessions')
    .summary('list and end sessions')
    .description('Lists and ends sessions. Works directly on the database, also while the service runs. Changes take effect at once.')
  for (const add of [addSessionsList, addSessionsRevoke]) add(sessions, terminal)
}

function addSessionsList(sessions: Command, terminal: Terminal): void {
  sessions
    .command('list')
    .summary('list the sessions that are alive')
    .description('Lists the sessions that are alive, of one user or of all users.')
    .option('--user <name>', 'sessions of this user: the username, or the id')
    .option('--json', 'print as JSON')
    .action(({ user, json }: { user?: string; json?: true }) =>
      withDatabase(async (database) => {
        const userId = user === undefined ? undefined : (await findUser(createUserStore(database), user)).id
        const store = createSessionStore(database)
        const nowMs = realSystem.nowMs()
        const all = await allPages<Session>((last, limit) => store.list({ userId, afterId: last?.id, nowMs, limit }))
        terminal.print(json ? JSON.stringify(all.map(sessionView)) : columns([HEADINGS, ...all.map(rowOf)]))
      }),
    )
}

const sessionView = (session: Session) => ({
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
  const { id, userId, clientId, lastUsedAt, expiresAt, address, device } = sessionView(session)
  return [id, userId, clientId, lastUsedAt, expiresAt, address ?? '-', visible(device ?? '-')]
}

const SESSION_ID = /^[\w-]{22}$/

function addSessionsRevoke(sessions: Command, terminal: Terminal): void {
  sessions
    .command('revoke')
    .argument('[id]', 'the id of the session', idOf(SESSION_ID))
    .summary('end a session, or all sessions of a user')
    .description('Ends a session, or all sessions of a user. Its access tokens and its refresh token are dead at once.')
    .option('--user <name>', 'all sessions of this user: the username, or the id')
    .option('--json', 'print what was done as JSON')
    // See `idOf`.
    .allowUnknownOption()
    .action(async (id: string | undefined, { user, json }: { user?: string; json?: true }) => {
      if ((id === undefined) === (user === undefined)) throw new CommandFailure(EXIT.usage, 'Give either the id of a session or --user.')
      const { done, sentence } = id === undefined ? await revokeAll(user!) : await revokeOne(id)
      terminal.print(json ? JSON.stringify(done) : sentence)
    })
}

const revokeOne = (id: string) =>
  withDatabase(async (database) => {
    const revoked = await createSessionRevocation(createSessionStore(database))(id, byCommand())
    if (!revoked) throw new CommandFailure(EXIT.notFound, 'No session of this id is alive. `mintmark sessions list` has those that are.')
    return { done: { id, revoked }, sentence: `${id} is revoked.` }
  })

/**
 * Raises the epoch of the user, which ends any number of sessions with one change. A login that runs at the
 * same time opens a session that is already dead.
 */
const revokeAll = (name: string) =>
  withDatabase(async (database) => {
    const users = createUserStore(database)
    const { id: userId } = await findUser(users, name)
    if (!(await users.endSessions(userId, byCommand()))) throw noSuchUser()
    return { done: { userId, revoked: true }, sentence: `All sessions of ${userId} are revoked.` }
  })
