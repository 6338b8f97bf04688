import { type Case, type Shared, withClaims, withToken } from './case.ts'
import { type Kit, sealedTwice } from './kit.ts'

/** Writes `exp` as raw JSON, because JavaScript cannot write some JSON numbers. */
const rawExp = (kit: Kit, exp: string) =>
  kit.sealed(kit.header(), JSON.stringify(kit.claims({ exp: 0 })).replace('"exp":0', `"exp":${exp}`))

const DAY_SECONDS = 86_400
const TIME: Omit<Shared, 'maker' | 'section'> = { kind: 'time' }

export const BAD_TIME: Case[] = [
  ...withClaims(
    { ...TIME, section: 'RFC 7519 §4.1.4', maker: 'mintmark' },
    ['exp-a-day-ago', 'expired a day ago', ({ nowSeconds }) => ({ iat: nowSeconds - DAY_SECONDS - 900, exp: nowSeconds - DAY_SECONDS })],
    ['exp-60-seconds-ago', 'expired 60 s ago, beyond the skew', ({ nowSeconds }) => ({ exp: nowSeconds - 60 })],
  ),
  {
    ...TIME,
    id: 'exp-first-second',
    name: 'expired, the first second after the skew',
    section: 'RFC 7519 §4.1.4',
    maker: 'mintmark',
    claims: ({ nowSeconds }) => ({ exp: nowSeconds - 30 }),
    exactClock: true,
  },
  ...withToken({ ...TIME, section: 'RFC 7519 §4.1.4', maker: 'broken-issuer' }, [
    'exp-infinite',
    'exp is infinite: 1e999',
    (kit) => rawExp(kit, '1e999'),
  ]),
  ...withClaims(
    { ...TIME, section: 'RFC 7519 §4.1.4', maker: 'broken-issuer' },
    ['exp-huge', 'exp is so large that no clock reaches it', { exp: Number.MAX_VALUE }],
    ['exp-text', 'exp is text', ({ nowSeconds }) => ({ exp: String(nowSeconds + 600) })],
    ['exp-null', 'exp is null', { exp: null }],
    ['exp-missing', 'exp is missing', { exp: undefined }],
    ['exp-fraction', 'exp is a fraction', ({ nowSeconds }) => ({ exp: nowSeconds + 600.5 })],
  ),
  ...withToken({ ...TIME, section: 'RFC 7519 §4', maker: 'broken-issuer' }, [
    'exp-twice',
    'exp twice, and the last has passed',
    (kit) => sealedTwice(kit, { exp: kit.nowSeconds - DAY_SECONDS }),
  ]),
  ...withClaims(
    { ...TIME, section: 'RFC 9068 §2.2', maker: 'broken-issuer' },
    ['iat-missing', 'iat is missing', { iat: undefined }],
    ['iat-text', 'iat is text', ({ nowSeconds }) => ({ iat: String(nowSeconds) })],
    ['iat-ahead', 'iat is ahead, beyond the skew', ({ nowSeconds }) => ({ iat: nowSeconds + 120 })],
  ),
  ...withClaims({ ...TIME, section: 'Mintmark', maker: 'broken-issuer' }, [
    'life-too-long',
    'it lives longer than any token of Mintmark',
    ({ nowSeconds }) => ({ iat: nowSeconds - 60, exp: nowSeconds + 3600 }),
  ]),
  ...withClaims(
    { ...TIME, section: 'RFC 7519 §4.1.5', maker: 'broken-issuer' },
    ['nbf-ahead', 'nbf is ahead, beyond the skew', ({ nowSeconds }) => ({ nbf: nowSeconds + 120 })],
    ['nbf-text', 'nbf is text', { nbf: '0' }],
  ),
]
