import type { Command } from 'commander'
import { createSessionStore } from '../../data/sessions.ts'
import { createUserStore } from '../../data/users.ts'
import { createSessionRevocation } from '../../sessions/session-revocation.ts'
import { withDatabase } from '../database.ts'
import { byCommand } from '../support/act.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import { idOf } from '../support/id-argument.ts'
import type { Terminal } from '../support/terminal.ts'
import { findUser, noSuchUser } from '../users/shown-user.ts'

const SESSION_ID = /^[\w-]{22}$/

export function addSessionsRevoke(sessions: Command, terminal: Terminal): void {
  sessions
    .command('revoke')
    .argument('[id]', 'the id of the session', idOf(SESSION_ID))
    .summary('end a session, or all of a user')
    .description('Ends a session, or all sessions of a user. Its access tokens and its refresh token are dead at once.')
    .option('--user <name>', 'all of this user: the username, or the id')
    .option('--json', 'print what was done as JSON')
    // See `idOf`.
    .allowUnknownOption()
    .action(async (id: string | undefined, { user, json }: { user?: string; json?: true }) => {
      if ((id === undefined) === (user === undefined)) throw new CommandFailure(EXIT.usage, 'Give either the id of a session or --user.')
      const done = id === undefined ? await revokeAll(user!) : await revokeOne(id)
      terminal.print(json ? JSON.stringify(done) : 'id' in done ? `${done.id} is revoked.` : `All sessions of ${done.userId} are revoked.`)
    })
}

const revokeOne = (id: string) =>
  withDatabase(async (database) => {
    const revoked = await createSessionRevocation(createSessionStore(database))(id, byCommand())
    if (!revoked) throw new CommandFailure(EXIT.notFound, 'No session of this id is alive. `mintmark sessions list` has those that are.')
    return { id, revoked }
  })

/** Raises the epoch of the user: one change, however many they are, and a login that raced it is born dead. */
const revokeAll = (name: string) =>
  withDatabase(async (database) => {
    const users = createUserStore(database)
    const { id: userId } = await findUser(users, name)
    if (!(await users.endSessions(userId, byCommand()))) throw noSuchUser()
    return { userId, revoked: true }
  })
