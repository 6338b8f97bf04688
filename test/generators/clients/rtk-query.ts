import { configureStore } from '@reduxjs/toolkit'
import type { Answer, CreateApi } from '../api.ts'
import { emptyApi } from '../config/rtk-query-api.ts'
import { api } from '../generated/rtk-query/api.ts'

/** The generated code does not say what a body is, so `config/rtk-query-api.ts` writes the forms. */
export const createApi: CreateApi = (baseUrl, headers) => {
  const store = configureStore({
    reducer: { [emptyApi.reducerPath]: emptyApi.reducer },
    middleware: (defaults) => defaults({ thunk: { extraArgument: { baseUrl, headers } } }).concat(emptyApi.middleware),
  })
  const { endpoints } = api
  const answered = async (call: PromiseLike<{ data?: unknown; error?: unknown }>): Promise<Answer> => {
    const { data, error } = await call
    return (data ?? error) as Answer
  }
  const get = { forceRefetch: true }
  return {
    issueToken: (tokenRequest) => answered(store.dispatch(endpoints.issueToken.initiate({ tokenRequest }))),
    refreshToken: (refreshRequest = {}) => answered(store.dispatch(endpoints.refreshToken.initiate({ refreshRequest }))),
    introspectToken: (introspectionRequest) => answered(store.dispatch(endpoints.introspectToken.initiate({ introspectionRequest }))),
    revokeToken: (revocationRequest) => answered(store.dispatch(endpoints.revokeToken.initiate({ revocationRequest }))),
    logIn: (loginRequest) => answered(store.dispatch(endpoints.logIn.initiate({ loginRequest }))),
    logOut: () => answered(store.dispatch(endpoints.logOut.initiate())),
    getProtected: () => answered(store.dispatch(endpoints.getProtected.initiate(undefined, get))),
    getMe: () => answered(store.dispatch(endpoints.getMe.initiate(undefined, get))),
    changePassword: (passwordChange) => answered(store.dispatch(endpoints.changePassword.initiate({ passwordChange }))),
    endSession: (sessionId) => answered(store.dispatch(endpoints.endSession.initiate({ sessionId }))),
    listUsers: (query) => answered(store.dispatch(endpoints.listUsers.initiate(query, get))),
    createClient: (newClient) => answered(store.dispatch(endpoints.createClient.initiate({ newClient }))),
  }
}
