import type { routes } from '#generated/routes.ts'
import type { Handlers } from './app.ts'
import type { Environment } from './environment.ts'
import type { OperationHandler } from './operation-handler.ts'
import { changeClient } from './operations/admin/clients/change-client.ts'
import { createClient } from './operations/admin/clients/create-client.ts'
import { deleteClient } from './operations/admin/clients/delete-client.ts'
import { getClient } from './operations/admin/clients/get-client.ts'
import { listClients } from './operations/admin/clients/list-clients.ts'
import { rotateClientSecret } from './operations/admin/clients/rotate-client-secret.ts'
import { listKeys } from './operations/admin/keys/list-keys.ts'
import { revokeKey } from './operations/admin/keys/revoke-key.ts'
import { rotateKeys } from './operations/admin/keys/rotate-keys.ts'
import { listAllSessions } from './operations/admin/list-all-sessions.ts'
import { listEvents } from './operations/admin/list-events.ts'
import { revokeSession } from './operations/admin/revoke-session.ts'
import { changeUser } from './operations/admin/users/change-user.ts'
import { createUser } from './operations/admin/users/create-user.ts'
import { deleteUser } from './operations/admin/users/delete-user.ts'
import { getUser } from './operations/admin/users/get-user.ts'
import { issueOneTimeSecret } from './operations/admin/users/issue-one-time-secret.ts'
import { listUsers } from './operations/admin/users/list-users.ts'
import { revokeUserSessions } from './operations/admin/users/revoke-user-sessions.ts'
import { getAuthorizationServerMetadata } from './operations/documents/get-authorization-server-metadata.ts'
import { getDocs } from './operations/documents/get-docs.ts'
import { getDocsAsset } from './operations/documents/get-docs-asset.ts'
import { getJwks } from './operations/documents/get-jwks.ts'
import { getOpenapiJson } from './operations/documents/get-openapi-json.ts'
import { getOpenapiYaml } from './operations/documents/get-openapi-yaml.ts'
import { getLivez } from './operations/get-livez.ts'
import { getProtected } from './operations/get-protected.ts'
import { getReadyz } from './operations/get-readyz.ts'
import { getRoot } from './operations/get-root.ts'
import { getSecureData } from './operations/get-secure-data.ts'
import { logIn } from './operations/log-in.ts'
import { logOut } from './operations/log-out.ts'
import { changePassword } from './operations/me/change-password.ts'
import { endSession } from './operations/me/end-session.ts'
import { getMe } from './operations/me/get-me.ts'
import { listSessions } from './operations/me/list-sessions.ts'
import { introspectToken } from './operations/token/introspect-token.ts'
import { issueToken } from './operations/token/issue-token.ts'
import { refreshToken } from './operations/token/refresh-token.ts'
import { revokeToken } from './operations/token/revoke-token.ts'
import { registerUser } from './operations/users/register-user.ts'
import { resetPassword } from './operations/users/reset-password.ts'

type Routes = typeof routes

/** What makes the handler of each operation of the contract, by its operationId. */
const FACTORIES = {
  issueToken,
  refreshToken,
  introspectToken,
  revokeToken,
  logIn,
  logOut,
  getProtected,
  getSecureData,
  getRoot,
  getMe,
  changePassword,
  listSessions,
  endSession,
  registerUser,
  resetPassword,
  getJwks,
  getAuthorizationServerMetadata,
  getOpenapiJson,
  getOpenapiYaml,
  getDocs,
  getDocsAsset,
  getLivez,
  getReadyz,
  listUsers,
  createUser,
  getUser,
  changeUser,
  deleteUser,
  issueOneTimeSecret,
  revokeUserSessions,
  listClients,
  createClient,
  getClient,
  changeClient,
  deleteClient,
  rotateClientSecret,
  listKeys,
  rotateKeys,
  revokeKey,
  listAllSessions,
  revokeSession,
  listEvents,
} satisfies { [Id in keyof Routes]: (needs: never) => OperationHandler<Routes[Id], Environment> }

type Intersection<Union> = (Union extends unknown ? (member: Union) => void : never) extends (all: infer All) => void ? All : never

/** Everything that some handler needs. */
export type HandlerDependencies = Intersection<NonNullable<Parameters<(typeof FACTORIES)[keyof typeof FACTORIES]>[0]>>

export const createHandlers = (needs: HandlerDependencies): Handlers =>
  Object.fromEntries(Object.entries(FACTORIES).map(([id, create]) => [id, create(needs as never)])) as Handlers
