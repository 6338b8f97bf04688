/**
 * The handlers of the contract's operations, each made from the same parts.
 *
 * A handler knows the contract and the results of the rules. It knows no SQL and no cryptography. It
 * answers success, and throws what `refusals.ts` makes of any other result. To add an operation, add it to
 * `openapi/openapi.yaml` and generate the routes. Then write its handler in the file of its path under
 * `operations/`, and name it here. Until then this file does not compile.
 *
 * @module
 */

import type { Handlers } from './operation-handler.ts'
import * as clients from './operations/admin/clients.ts'
import { listEvents } from './operations/admin/events.ts'
import * as keys from './operations/admin/keys.ts'
import { listAllSessions, revokeSession } from './operations/admin/sessions.ts'
import { listThrottle, unlockAddress } from './operations/admin/throttle.ts'
import * as users from './operations/admin/users.ts'
import { getOpenapiJson, getOpenapiYaml } from './operations/documents/contract.ts'
import { getAuthorizationServerMetadata, getJwks } from './operations/documents/discovery.ts'
import { getDocs, getDocsAsset } from './operations/documents/docs-page.ts'
import { getLivez, getReadyz } from './operations/health.ts'
import { logIn } from './operations/log-in.ts'
import * as me from './operations/me.ts'
import { getProtected, getRoot, getSecureData } from './operations/protected.ts'
import { introspectToken } from './operations/token/introspect-token.ts'
import { issueToken } from './operations/token/issue-token.ts'
import { refreshToken } from './operations/token/refresh-token.ts'
import { revokeToken } from './operations/token/revoke-token.ts'
import { registerUser, resetPassword } from './operations/users.ts'
import type { Parts } from './parts.ts'

/**
 * Creates one handler for each operation. The compiler refuses a missing handler, and one that the
 * contract does not have.
 */
export const createHandlers = (parts: Parts): Handlers => ({
  issueToken: issueToken(parts),
  refreshToken: refreshToken(parts),
  introspectToken: introspectToken(parts),
  revokeToken: revokeToken(parts),
  logIn: logIn(parts),
  getRoot: getRoot(),
  getProtected: getProtected(),
  getSecureData: getSecureData(),
  getMe: me.getMe(parts),
  changePassword: me.changePassword(parts),
  listSessions: me.listSessions(parts),
  endSession: me.endSession(parts),
  logOut: me.logOut(parts),
  registerUser: registerUser(parts),
  resetPassword: resetPassword(parts),
  getJwks: getJwks(parts),
  getAuthorizationServerMetadata: getAuthorizationServerMetadata(parts),
  getOpenapiJson: getOpenapiJson(parts),
  getOpenapiYaml: getOpenapiYaml(parts),
  getDocs: getDocs(parts),
  getDocsAsset: getDocsAsset(parts),
  getLivez: getLivez(),
  getReadyz: getReadyz(parts),
  listUsers: users.listUsers(parts),
  createUser: users.createUser(parts),
  getUser: users.getUser(parts),
  changeUser: users.changeUser(parts),
  deleteUser: users.deleteUser(parts),
  issueOneTimeSecret: users.issueOneTimeSecret(parts),
  revokeUserSessions: users.revokeUserSessions(parts),
  unlockUser: users.unlockUser(parts),
  listClients: clients.listClients(parts),
  createClient: clients.createClient(parts),
  getClient: clients.getClient(parts),
  changeClient: clients.changeClient(parts),
  deleteClient: clients.deleteClient(parts),
  rotateClientSecret: clients.rotateClientSecret(parts),
  listKeys: keys.listKeys(parts),
  rotateKeys: keys.rotateKeys(parts),
  revokeKey: keys.revokeKey(parts),
  listAllSessions: listAllSessions(parts),
  revokeSession: revokeSession(parts),
  listThrottle: listThrottle(parts),
  unlockAddress: unlockAddress(parts),
  listEvents: listEvents(parts),
})
