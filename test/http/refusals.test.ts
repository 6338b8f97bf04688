// How HTTP refuses what the rules of accounts and clients reject: a code, a sentence and JSON Pointers (RFC
// 6901).
import { expect, test } from 'vitest'
import type { UserRejection } from '../../src/accounts/user.ts'
import type { ClientRejection } from '../../src/clients/client-problem.ts'
import { refusalOf } from '../../src/http/refusals.ts'

const SAID = 'It was not done.'
const BAD_SECRET = 'The one-time secret is wrong, has expired or was used.'

test.each<[UserRejection | ClientRejection, string, string, { pointer: string; detail: string }[]?]>([
  [
    { kind: 'unacceptable', problems: [{ member: 'newPassword', problem: 'is too short' }] },
    'validation_failed',
    SAID,
    [{ pointer: '/new_password', detail: 'is too short' }],
  ],
  [
    {
      kind: 'unacceptable',
      problems: [
        { member: 'authMethods', problem: 'is wrong' },
        { member: 'jwks', problem: 'is wrong too' },
      ],
    },
    'validation_failed',
    SAID,
    [
      { pointer: '/auth_methods', detail: 'is wrong' },
      { pointer: '/jwks', detail: 'is wrong too' },
    ],
  ],
  [{ kind: 'taken', member: 'username' }, 'conflict', 'The username is taken.', [{ pointer: '/username', detail: 'is taken' }]],
  [{ kind: 'taken', member: 'id' }, 'conflict', 'The id is taken.', [{ pointer: '/id', detail: 'is taken' }]],
  [{ kind: 'unknown' }, 'not_found', 'Not found'],
  [{ kind: 'takes_no_secret' }, 'conflict', 'The client does not authenticate by a secret.'],
  [
    { kind: 'wrong_current_password', why: 'locked' },
    'validation_failed',
    SAID,
    [{ pointer: '/current_password', detail: 'is not the current password' }],
  ],
  [{ kind: 'bad_one_time_secret', why: 'expired', userId: 'usr_1' }, 'forbidden', BAD_SECRET],
])('%o is %s', (rejection, code, message, errors) => {
  const refusal = refusalOf(rejection, SAID)
  expect(refusal).toMatchObject({ code, message })
  expect(refusal.details.errors).toEqual(errors)
})

test('the reason is for the log only, never in the answer', () => {
  const refusal = refusalOf({ kind: 'bad_one_time_secret', why: 'expired', userId: 'usr_1' }, SAID)
  expect(refusal.why).toBe('expired')
  expect(refusal.details.principals).toEqual({ user: 'usr_1' })
  expect(refusalOf({ kind: 'wrong_current_password', why: 'locked' }, SAID).why).toBe('locked')
})

test('a refused taken name may come with a hint', () => {
  expect(refusalOf({ kind: 'taken', member: 'username' }, SAID, 'Choose another.').message).toBe('The username is taken. Choose another.')
})
