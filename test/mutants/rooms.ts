/** A room of `src/`, and the tests that run for its mutants. They are quick, on SQLite alone. */
export interface Room {
  /** Rules without input or output. Each of their mutants must be killed, or be equivalent. */
  pure: readonly string[]
  tests: readonly string[]
}

/** The least score of a room's other files, in percent. */
export const LEAST_SCORE = 80

const unit = (room: string, ...names: string[]) => names.map((name) => `test/${room}/${name}.test.ts`)
const http = (...names: string[]) => unit('http', ...names)

export const ROOMS: Record<string, Room> = {
  sessions: {
    pure: ['epoch', 'refresh-token', 'rotation', 'session-policy'],
    tests: unit('sessions', 'epoch', 'idempotency-key', 'refresh-token', 'rotation', 'session-*', 'restored-keys'),
  },
  oauth: {
    pure: ['audience', 'scope'],
    tests: [
      ...unit('oauth', 'access-token-claims', 'audience', 'grants', 'operator-tokens', 'scope', 'shown-value', 'token-inspection'),
      ...http('request/access-token', 'request/bearer', 'request/scope-of-now'),
      ...http('token/bearer-refresh', 'token/client-credentials', 'token/introspection', 'token/issuer-as-audience'),
      ...http('token/named-refusals', 'token/refresh', 'token/token-endpoint', 'token/client-standing'),
      ...http('token/refresh-parameters', 'token/refresh-refusals', 'token/revocation', 'token/token-type-hint'),
    ],
  },
  keys: {
    pure: ['key-lifecycle', 'key-set-plan'],
    tests: [...unit('keys', 'compact-jws', 'derived-keys', 'key-*', 'published-keys', 'rolling-secret'), ...http('request/access-token')],
  },
  clients: {
    pure: ['assertion-claims', 'assertion-key'],
    tests: [...unit('clients', '*'), ...http('request/client-authentication/by-*')],
  },
  throttle: { pure: ['lockout'], tests: unit('throttle', '*') },
  accounts: {
    pure: [],
    tests: [
      ...unit('accounts', 'argon2-*', 'blocked-password', 'hash*', 'imported-user', 'one-time-secret', 'password-*', 'service-hasher'),
      ...unit('accounts', 'unhashed-guess', 'user*'),
      ...http('admin/users/administration', 'users/one-time-secret', 'users/passwords', 'users/username-edges'),
    ],
  },
}
