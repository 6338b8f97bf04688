import type { CreateApi } from '../api.ts'
import { Api } from '../generated/swagger-typescript-api/api.ts'

/** A refusal is thrown, as the response with its body in `error`. */
export const createApi: CreateApi = (baseUrl, headers) => {
  const mintmark = new Api({ baseUrl, baseApiParams: { headers } })
  const answered = async (call: Promise<{ status: number; data: unknown }>) => {
    const { status, data, error } = (await call.catch((thrown: { status: number; data: unknown; error: unknown }) => thrown)) as {
      status: number
      data: unknown
      error?: unknown
    }
    return { status, body: data ?? error }
  }
  return {
    issueToken: (form) => answered(mintmark.token.issueToken(form)),
    refreshToken: (form) => answered(mintmark.token.refreshToken(form)),
    introspectToken: (form) => answered(mintmark.token.introspectToken(form)),
    revokeToken: (form) => answered(mintmark.token.revokeToken(form)),
    logIn: (body) => answered(mintmark.login.logIn(body)),
    logOut: () => answered(mintmark.logout.logOut()),
    getProtected: () => answered(mintmark.protected.getProtected()),
    getMe: () => answered(mintmark.me.getMe()),
    // It reads the body of a refusal only if the success has one too, unless a format is given.
    changePassword: (body) => answered(mintmark.me.changePassword(body, { format: 'json' })),
    endSession: (id) => answered(mintmark.me.endSession(id)),
    listUsers: (query) => answered(mintmark.admin.listUsers(query)),
    createClient: (body) => answered(mintmark.admin.createClient(body)),
  }
}
