import { type Case, sentAs } from './case.ts'

/** Requests without a Bearer token. The challenge names no error. */
export const NO_TOKEN: Case[] = sentAs(
  { section: 'RFC 6750 §3.1', kind: 'request', maker: 'anyone' },
  ['request-no-header', 'no Authorization header', () => []],
  ['request-basic', 'another scheme', () => ['Basic YTpi']],
  ['request-scheme-token', 'a token under another scheme', (token) => [`Token ${token}`]],
  ['request-scheme-dpop', 'a token under DPoP', (token) => [`DPoP ${token}`]],
  ['request-scheme-alone', 'the scheme alone', () => ['Bearer']],
  ['request-no-space', 'no space after the scheme', (token) => [`Bearer${token}`]],
  ['request-no-scheme', 'a token without a scheme', (token) => [token]],
)

/** Requests with several tokens. The service must not guess which one is meant. */
export const SEVERAL_TOKENS: Case[] = sentAs(
  { section: 'RFC 6750 §2', kind: 'request', maker: 'anyone' },
  ['request-comma', 'two tokens with a comma between', (token) => [`Bearer ${token}, Bearer ${token}`]],
  ['request-two-headers', 'two Authorization headers', (token) => [`Bearer ${token}`, `Bearer ${token}`]],
  ['request-second-scheme', 'a second Authorization header of another scheme', (token) => [`Bearer ${token}`, 'Basic YTpi']],
)
