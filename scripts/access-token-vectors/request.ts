import { type Case, sentAs } from './case.ts'

/** A request without a Bearer token: the challenge names no error. */
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

/** Which of several is meant is not for the service to guess. */
export const SEVERAL_TOKENS: Case[] = sentAs(
  { section: 'RFC 6750 §2', kind: 'request', maker: 'anyone' },
  ['request-comma', 'two tokens with a comma between', (token) => [`Bearer ${token}, Bearer ${token}`]],
  ['request-two-headers', 'two Authorization headers', (token) => [`Bearer ${token}`, `Bearer ${token}`]],
  ['request-second-scheme', 'a second Authorization header of another scheme', (token) => [`Bearer ${token}`, 'Basic YTpi']],
)
