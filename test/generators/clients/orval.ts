import type { CreateApi } from '../api.ts'
import * as mintmark from '../generated/orval/api.ts'

/** Needs a function of its own for every request (`config/orval-request.ts`), which knows the base URL. */
export const createApi: CreateApi = (baseUrl, headers) => {
  const options = { baseUrl, headers }
  const answered = async (call: Promise<{ status: number; data: unknown }>) => {
    const { status, data } = await call
    return { status, body: data }
  }
  return {
    issueToken: (form) => answered(mintmark.issueToken(form, options)),
    refreshToken: (form) => answered(mintmark.refreshToken(form, options)),
    introspectToken: (form) => answered(mintmark.introspectToken(form, options)),
    revokeToken: (form) => answered(mintmark.revokeToken(form, options)),
    logIn: (body) => answered(mintmark.logIn(body, options)),
    logOut: () => answered(mintmark.logOut(options)),
    getProtected: () => answered(mintmark.getProtected(options)),
    getMe: () => answered(mintmark.getMe(options)),
    changePassword: (body) => answered(mintmark.changePassword(body, options)),
    endSession: (id) => answered(mintmark.endSession(id, options)),
    listUsers: (query) => answered(mintmark.listUsers(query, options)),
    createClient: (body) => answered(mintmark.createClient(body, options)),
  }
}
