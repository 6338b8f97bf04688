import createClient from 'openapi-fetch'
import type { CreateApi } from '../api.ts'
import type { paths } from '../generated/openapi-fetch/api.d.ts'

/** The client does not know that a body is a form. Its own form writer joins a list with commas. */
const form = {
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  bodySerializer: (body: object | undefined) =>
    new URLSearchParams(Object.entries(body ?? {}).flatMap(([key, value]) => [value].flat().map((one) => [key, String(one)]))),
}

export const createApi: CreateApi = (baseUrl, headers) => createApiWith(baseUrl, headers, fetch)

export function createApiWith(...[baseUrl, headers, send]: [...Parameters<CreateApi>, typeof fetch]): ReturnType<CreateApi> {
  const mintmark = createClient<paths>({ baseUrl, headers, fetch: send })
  const answered = async (call: Promise<{ data?: unknown; error?: unknown; response: Response }>) => {
    const { data, error, response } = await call
    return { status: response.status, body: data ?? error }
  }
  return {
    issueToken: (body) => answered(mintmark.POST('/token', { body, ...form })),
    refreshToken: (body) => answered(mintmark.POST('/token/refresh', body === undefined ? {} : { body, ...form })),
    introspectToken: (body) => answered(mintmark.POST('/token/introspect', { body, ...form })),
    revokeToken: (body) => answered(mintmark.POST('/token/revoke', { body, ...form })),
    logIn: (body) => answered(mintmark.POST('/login', { body })),
    logOut: () => answered(mintmark.POST('/logout')),
    getProtected: () => answered(mintmark.GET('/protected')),
    getMe: () => answered(mintmark.GET('/me')),
    changePassword: (body) => answered(mintmark.PUT('/me/password', { body })),
    endSession: (session_id) => answered(mintmark.DELETE('/me/sessions/{session_id}', { params: { path: { session_id } } })),
    listUsers: (query) => answered(mintmark.GET('/admin/users', { params: { query } })),
    createClient: (body) => answered(mintmark.POST('/admin/clients', { body })),
  }
}
