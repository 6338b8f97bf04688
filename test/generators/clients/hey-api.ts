import type { CreateApi } from '../api.ts'
import { createClient } from '../generated/hey-api/client/index.ts'
import * as mintmark from '../generated/hey-api/sdk.gen.ts'

export const createApi: CreateApi = (baseUrl, headers) => {
  const client = createClient({ baseUrl, headers })
  const answered = async (call: Promise<{ data?: unknown; error?: unknown; response?: Response }>) => {
    const { data, error, response } = await call
    return { status: response!.status, body: data ?? error }
  }
  return {
    issueToken: (body) => answered(mintmark.issueToken({ client, body })),
    refreshToken: (body) => answered(mintmark.refreshToken({ client, ...(body && { body }) })),
    introspectToken: (body) => answered(mintmark.introspectToken({ client, body })),
    revokeToken: (body) => answered(mintmark.revokeToken({ client, body })),
    logIn: (body) => answered(mintmark.logIn({ client, body })),
    logOut: () => answered(mintmark.logOut({ client })),
    getProtected: () => answered(mintmark.getProtected({ client })),
    getMe: () => answered(mintmark.getMe({ client })),
    changePassword: (body) => answered(mintmark.changePassword({ client, body })),
    endSession: (session_id) => answered(mintmark.endSession({ client, path: { session_id } })),
    listUsers: (query) => answered(mintmark.listUsers({ client, query })),
    createClient: (body) => answered(mintmark.createClient({ client, body })),
  }
}
