import type { CreateApi } from '../api.ts'
import * as mintmark from '../generated/kubb/index.ts'

/** By default axios throws at a refusal, and writes the names of lists in a form with brackets. */
export const createApi: CreateApi = (baseURL, headers) => {
  const config = { baseURL, headers, validateStatus: () => true, formSerializer: { indexes: null } }
  const answered = async (call: Promise<{ status: number; data: unknown }>) => {
    const { status, data } = await call
    return { status, body: data }
  }
  return {
    issueToken: (form) => answered(mintmark.issueToken(form, undefined, config)),
    refreshToken: (form) => answered(mintmark.refreshToken(form, undefined, config)),
    introspectToken: (form) => answered(mintmark.introspectToken(form, config)),
    revokeToken: (form) => answered(mintmark.revokeToken(form, config)),
    logIn: (body) => answered(mintmark.logIn(body, config)),
    logOut: () => answered(mintmark.logOut(config)),
    getProtected: () => answered(mintmark.getProtected(config)),
    getMe: () => answered(mintmark.getMe(config)),
    changePassword: (body) => answered(mintmark.changePassword(body, config)),
    endSession: (id) => answered(mintmark.endSession(id, config)),
    listUsers: (query) => answered(mintmark.listUsers(query, config)),
    createClient: (body) => answered(mintmark.createClient(body, config)),
  }
}
