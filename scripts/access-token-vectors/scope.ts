import { type Case, type Shared, withClaims } from './case.ts'

const SHARED: Shared = { section: 'RFC 6749 §3.3', kind: 'scope', maker: 'mintmark' }

/** The token is good, but allows less than the route needs. */
export const TOO_LITTLE_SCOPE: Case[] = [
  ...withClaims(
    SHARED,
    ['scope-empty', 'no scope, if one is needed', { scope: '' }],
    ['scope-other', 'another scope', { scope: 'other' }],
    ['scope-shorter', 'a scope that the needed one begins with', ({ scope }) => ({ scope: scope.slice(0, -1) })],
    ['scope-longer', 'a scope that begins with the needed one', ({ scope }) => ({ scope: `${scope}:all` })],
    ['scope-capitals', 'the scope in capitals', ({ scope }) => ({ scope: scope.toUpperCase() })],
  ).map((each): Case => ({ ...each, needs: ({ scope }) => scope })),
  { id: 'scope-one-of-two', name: 'one of two scopes that are needed', ...SHARED, needs: ({ scope }) => `${scope} second` },
]
