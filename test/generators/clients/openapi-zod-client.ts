import type { AxiosError } from 'axios'
import type { CreateApi } from '../api.ts'
import { createApiClient } from '../generated/openapi-zod-client/api.ts'

/** Zodios gives the body of a success alone, so the status of a success is not known. */
export const createApi: CreateApi = (baseUrl, headers) => {
  let status = 0
  const mintmark = createApiClient(baseUrl, { axiosConfig: { headers } })
  mintmark.axios.interceptors.response.use((response) => {
    status = response.status
    return response
  })
  // Its own plugin for forms joins a list with commas.
  for (const name of ['issueToken', 'refreshToken'] as const)
    mintmark.use(name, {
      name: 'form-url',
      request: async (_, request) => ({
        ...request,
        data: new URLSearchParams(
          Object.entries(request.data ?? {}).flatMap(([key, value]) => [value].flat().map((one) => [key, String(one)])),
        ).toString(),
        headers: { ...request.headers, 'Content-Type': 'application/x-www-form-urlencoded' },
      }),
    })
  const answered = (call: Promise<unknown>) =>
    call.then(
      (body) => ({ status, body }),
      (error: AxiosError) => {
        if (error.response === undefined) throw error
        return { status: error.response.status, body: error.response.data }
      },
    )
  return {
    issueToken: (form) => answered(mintmark.issueToken(form)),
    refreshToken: (form) => answered(mintmark.refreshToken(form ?? {})),
    introspectToken: (form) => answered(mintmark.introspectToken(form)),
    revokeToken: (form) => answered(mintmark.revokeToken(form)),
    logIn: (body) => answered(mintmark.logIn(body)),
    logOut: () => answered(mintmark.logOut(undefined)),
    getProtected: () => answered(mintmark.getProtected()),
    getMe: () => answered(mintmark.getMe()),
    changePassword: (body) => answered(mintmark.changePassword(body)),
    endSession: (session_id) => answered(mintmark.endSession(undefined, { params: { session_id } })),
    listUsers: (queries) => answered(mintmark.listUsers({ queries })),
    createClient: (body) => answered(mintmark.createClient(body)),
  }
}
