/**
 * The client of a Mintmark token service.
 *
 * @module
 */

export type { Api, Call, CallOptions, CallResult, PathWith } from './api.ts'
export { createBrowserTokenStore, type IdbFactory } from './browser-token-store.ts'
export { createMintmarkClient, type MintmarkClient, type MintmarkOptions } from './client.ts'
export { createServiceTokens, type Purpose, type ServiceTokenOptions, type ServiceTokens } from './client-credentials.ts'
export type { components, operations, paths } from './generated/openapi.ts'
export type { WebLocks } from './lock.ts'
export type { CommonOptions } from './options.ts'
export { NoAccessToken } from './response-of.ts'
export type {
  Aborted,
  AccessToken,
  Answered,
  Declared,
  IssueResult,
  NetworkFailure,
  NoToken,
  Result,
  RevokeResult,
  SessionEnded,
  StoreFailure,
  TokenFailure,
  Undeclared,
} from './result.ts'
export type { RetryPolicy } from './retry.ts'
export type { Fetch } from './send.ts'
export type { SessionListener, SessionView } from './session-watch.ts'
export type { ClientSystem } from './system.ts'
export type { ClientCredentials } from './token-endpoint.ts'
export type { Login } from './token-manager.ts'
export type { TokenOutcome } from './token-renewal.ts'
export { createMemoryTokenStore, type StoredSession, type TokenStore } from './token-store.ts'
