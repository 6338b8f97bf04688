/**
 * The client of a Mintmark token service.
 *
 * It runs in browsers, Node and React Native, so only `node.ts` and the files that it imports know Node. What
 * this file exports is the public API: everything else may change. A new operation comes from the contract,
 * by `npm run generate`.
 *
 * @module
 */

export type { Account } from './account.ts'
export type { Api } from './api.ts'
export type { Target } from './audience.ts'
export { createBrowserTokenStore, type IdbFactory } from './browser-token-store.ts'
export type { Call, CallOptions, CallResult, PathWith } from './call.ts'
export { createMintmarkClient, type MintmarkClient, type MintmarkOptions } from './client.ts'
export { createServiceTokens, type Purpose, type ServiceTokenOptions, type ServiceTokens } from './client-credentials.ts'
export type { components, operations, paths } from './contract.ts'
export type { WebLocks } from './lock.ts'
export type { CommonOptions } from './options.ts'
export type {
  Aborted,
  AccessToken,
  Answered,
  Declared,
  IssueResult,
  LoginResult,
  NetworkFailure,
  NoToken,
  Result,
  RevokeResult,
  SessionEnded,
  StoreFailure,
  TokenFailure,
  Undeclared,
  Unsupported,
} from './result.ts'
export type { RetryPolicy } from './retry.ts'
export type { SessionListener, SessionView } from './session-watch.ts'
export type { ClientSystem } from './system.ts'
export type { ClientCredentials } from './token-endpoint.ts'
export type { Login } from './token-manager.ts'
export type { TokenOutcome } from './token-renewal.ts'
export { createMemoryTokenStore, type Resource, type StoredSession, type StoredToken, type TokenStore } from './token-store.ts'
export { type Fetch, NoAccessToken } from './transport.ts'
