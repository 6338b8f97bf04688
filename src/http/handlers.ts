import type { routes } from '#generated/routes.ts'
import type { Handlers } from './app.ts'
import type { Environment } from './environment.ts'
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
import { changePassword } from './handlers/change-password.ts'
import { endSession } from './handlers/end-session.ts'
import { getAuthorizationServerMetadata } from './handlers/get-authorization-server-metadata.ts'
import { getDocs } from './handlers/get-docs.ts'
import { getDocsAsset } from './handlers/get-docs-asset.ts'
import { getJwks } from './handlers/get-jwks.ts'
import { getLivez } from './handlers/get-livez.ts'
import { getMe } from './handlers/get-me.ts'
import { getOpenapiJson } from './handlers/get-openapi-json.ts'
import { getOpenapiYaml } from './handlers/get-openapi-yaml.ts'
import { getProtected } from './handlers/get-protected.ts'
import { getReadyz } from './handlers/get-readyz.ts'
import { getRoot } from './handlers/get-root.ts'
import { getSecureData } from './handlers/get-secure-data.ts'
import { introspectToken } from './handlers/introspect-token.ts'
import { issueToken } from './handlers/issue-token.ts'
import { listSessions } from './handlers/list-sessions.ts'
import { logIn } from './handlers/log-in.ts'
import { logOut } from './handlers/log-out.ts'
import { refreshToken } from './handlers/refresh-token.ts'
import { registerUser } from './handlers/register-user.ts'
import { resetPassword } from './handlers/reset-password.ts'
import { revokeToken } from './handlers/revoke-token.ts'
import type { OperationHandler } from './operation-handler.ts'

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
