import { type Case, withClaims } from './case.ts'

/** These tokens are signed correctly. Only their claims are wrong. */
export const BAD_CLAIMS: Case[] = [
  ...withClaims(
    { section: 'RFC 9068 §2.2', kind: 'claims', maker: 'broken-issuer' },
    ['sub-empty', 'sub is empty', { sub: '' }],
    ['sub-number', 'sub is a number', { sub: 1 }],
    ['sub-missing', 'sub is missing', { sub: undefined }],
    ['jti-number', 'jti is a number', { jti: 1 }],
    ['jti-empty', 'jti is empty', { jti: '' }],
    ['jti-missing', 'jti is missing', { jti: undefined }],
    ['client-id-empty', 'client_id is empty', { client_id: '' }],
    ['client-id-missing', 'client_id is missing', { client_id: undefined }],
    ['scope-list', 'scope is a list', ({ scope }) => ({ scope: [scope] })],
    ['scope-missing', 'scope is missing', { scope: undefined }],
    ['sid-number', 'sid is a number', { sid: 1 }],
    ['username-empty', 'username is empty', { username: '' }],
  ),
  ...withClaims(
    { section: 'RFC 9449 §7.2', kind: 'claims', maker: 'mintmark' },
    ['cnf-jkt', 'it is bound to a key by its thumbprint', { cnf: { jkt: '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I' } }],
    ['cnf-x5t', 'it is bound to a certificate', { cnf: { 'x5t#S256': 'bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2' } }],
  ),
]
