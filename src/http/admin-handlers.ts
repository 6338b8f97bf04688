import { changeClient } from './handlers/admin/change-client.ts'
import { changeUser } from './handlers/admin/change-user.ts'
import { createClient } from './handlers/admin/create-client.ts'
import { createUser } from './handlers/admin/create-user.ts'
import { deleteClient } from './handlers/admin/delete-client.ts'
import { deleteUser } from './handlers/admin/delete-user.ts'
import { getClient } from './handlers/admin/get-client.ts'
import { getUser } from './handlers/admin/get-user.ts'
import { issueOneTimeSecret } from './handlers/admin/issue-one-time-secret.ts'
import { listAllSessions } from './handlers/admin/list-all-sessions.ts'
import { listClients } from './handlers/admin/list-clients.ts'
import { listEvents } from './handlers/admin/list-events.ts'
import { listKeys } from './handlers/admin/list-keys.ts'
import { listUsers } from './handlers/admin/list-users.ts'
import { revokeKey } from './handlers/admin/revoke-key.ts'
import { revokeSession } from './handlers/admin/revoke-session.ts'
import { revokeUserSessions } from './handlers/admin/revoke-user-sessions.ts'
import { rotateClientSecret } from './handlers/admin/rotate-client-secret.ts'
import { rotateKeys } from './handlers/admin/rotate-keys.ts'

type Needs<Factory extends (dependencies: never) => unknown> = Parameters<Factory>[0]

/** Everything that some handler of the administration needs. */
export type AdminDependencies = Needs<typeof createUser> &
  Needs<typeof changeUser> &
  Needs<typeof deleteUser> &
  Needs<typeof createClient> &
  Needs<typeof listClients> &
  Needs<typeof listAllSessions> &
  Needs<typeof listEvents> &
  Needs<typeof revokeSession> &
  Needs<typeof rotateKeys>

/** The operations under `/admin`: the same rules as those of the command line. */
export const createAdminHandlers = (needs: AdminDependencies) => ({
  listUsers: listUsers(needs),
  createUser: createUser(needs),
  getUser: getUser(needs),
  changeUser: changeUser(needs),
  deleteUser: deleteUser(needs),
  issueOneTimeSecret: issueOneTimeSecret(needs),
  revokeUserSessions: revokeUserSessions(needs),
  listClients: listClients(needs),
  createClient: createClient(needs),
  getClient: getClient(needs),
  changeClient: changeClient(needs),
  deleteClient: deleteClient(needs),
  rotateClientSecret: rotateClientSecret(needs),
  listKeys: listKeys(needs),
  rotateKeys: rotateKeys(needs),
  revokeKey: revokeKey(needs),
  listAllSessions: listAllSessions(needs),
  revokeSession: revokeSession(needs),
  listEvents: listEvents(needs),
})
