import type { Api } from './api.ts'
import type { CallResult } from './call.ts'
import type { operations } from './contract.ts'
import type { Result } from './result.ts'

interface Abortable {
  signal?: AbortSignal | undefined
}

/** What users do with their own account. */
export interface Account {
  /**
   * Creates an account, if registration is open. `logIn` is the next step.
   *
   * - 403: registration is closed.
   * - 409: the name is taken.
   * - 422: the name or the password breaks a rule, and `errors` says which.
   */
  signUp(account: { username: string; password: string }, options?: Abortable): Promise<Result<operations['registerUser']>>
  /**
   * Changes the password of the user who is logged in, and ends all their other sessions; this one goes on.
   *
   * - 422: the current password is wrong, or the new one breaks a rule; `errors` says which.
   */
  changePassword(
    passwords: { currentPassword: string; newPassword: string },
    options?: Abortable,
  ): Promise<CallResult<operations['changePassword']>>
  /** The live sessions of the user who is logged in, on all their devices. */
  sessions: {
    /** All of them, the most recently used first; this one is `current`. */
    list(options?: Abortable): Promise<CallResult<operations['listSessions']>>
    /** Ends one, by the `id` in the list: 204, or 404 if it is already over. */
    revoke(sessionId: string, options?: Abortable): Promise<CallResult<operations['endSession']>>
  }
}

export const createAccount = (api: Api): Account => ({
  signUp: async ({ username, password }, { signal } = {}) => {
    // It needs no token, so the result cannot be a session's failure.
    const made = await api.post('/users', { body: { username, password }, signal })
    return made as Result<operations['registerUser']>
  },
  changePassword: ({ currentPassword, newPassword }, { signal } = {}) =>
    api.put('/me/password', { body: { current_password: currentPassword, new_password: newPassword }, signal }),
  sessions: {
    list: ({ signal } = {}) => api.get('/me/sessions', { signal }),
    revoke: (sessionId, { signal } = {}) =>
      api.delete('/me/sessions/{session_id}', { params: { path: { session_id: sessionId } }, signal }),
  },
})
