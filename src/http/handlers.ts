import { type AdminDependencies, createAdminHandlers } from './admin-handlers.ts'
import type { Handlers } from './app.ts'
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

type Needs<Factory extends (dependencies: never) => unknown> = Parameters<Factory>[0]

/** Everything that some handler needs. */
export type HandlerDependencies = AdminDependencies &
  Needs<typeof changePassword> &
  Needs<typeof endSession> &
  Needs<typeof getAuthorizationServerMetadata> &
  Needs<typeof getDocs> &
  Needs<typeof getDocsAsset> &
  Needs<typeof getJwks> &
  Needs<typeof getMe> &
  Needs<typeof getOpenapiJson> &
  Needs<typeof getReadyz> &
  Needs<typeof introspectToken> &
  Needs<typeof issueToken> &
  Needs<typeof listSessions> &
  Needs<typeof logIn> &
  Needs<typeof logOut> &
  Needs<typeof refreshToken> &
  Needs<typeof registerUser> &
  Needs<typeof resetPassword> &
  Needs<typeof revokeToken>

export const createHandlers = (needs: HandlerDependencies): Handlers => ({
  issueToken: issueToken(needs),
  refreshToken: refreshToken(needs),
  introspectToken: introspectToken(needs),
  revokeToken: revokeToken(needs),
  logIn: logIn(needs),
  logOut: logOut(needs),
  getProtected: getProtected(),
  getSecureData: getSecureData(),
  getRoot: getRoot(),
  getMe: getMe(needs),
  changePassword: changePassword(needs),
  listSessions: listSessions(needs),
  endSession: endSession(needs),
  registerUser: registerUser(needs),
  resetPassword: resetPassword(needs),
  getJwks: getJwks(needs),
  getAuthorizationServerMetadata: getAuthorizationServerMetadata(needs),
  getOpenapiJson: getOpenapiJson(needs),
  getOpenapiYaml: getOpenapiYaml(needs),
  getDocs: getDocs(needs),
  getDocsAsset: getDocsAsset(needs),
  getLivez: getLivez(),
  getReadyz: getReadyz(needs),
  ...createAdminHandlers(needs),
})
