// All problems of a new account are reported together, and only a valid password is hashed
// (docs/design/accounts-and-clients.md).
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPasswordPolicy } from '../../src/accounts/password-policy.ts'
import { createRegistration, type Registration } from '../../src/accounts/registration.ts'
import { createUserAdministration, type UserAdministration } from '../../src/accounts/user-administration.ts'
import { createUserStore } from '../../src/data/users.ts'
import { noThrottle } from '../../src/throttle/login-throttle.ts'
import { databases } from '../support/databases.ts'
import { PASSWORD } from '../support/service.ts'
import { createTestSystem } from '../support/test-system.ts'

const ACT = { atMs: 1 }
const NOBODYS = new Set<string>()

describe.each(databases)('on $name', ({ fresh }) => {
  let administration: UserAdministration
  let register: (username: string, password: string) => ReturnType<Registration>
  const asked = { policy: 0, hasher: 0 }
  beforeAll(async () => {
    const system = createTestSystem()
    const passwordPolicy = createPasswordPolicy({ minLength: 15, commonPasswords: async () => NOBODYS })
    administration = createUserAdministration({
      users: createUserStore(await (await fresh()).open()),
      policy(password, username) {
        asked.policy += 1
        return passwordPolicy(password, username)
      },
      hasher: {
        async hash() {
          asked.hasher += 1
          return 'a hash'
        },
        verify: async () => false,
        needsRehash: () => false,
      },
      system,
    })
    const registration = createRegistration({ administration, throttle: noThrottle, system })
    const caller = { address: '192.0.2.1', addressKey: '192.0.2.1', device: undefined }
    register = (username, password) => registration({ username, password, caller })
  })
  beforeEach(() => Object.assign(asked, { policy: 0, hasher: 0 }))

  test('all problems are reported at once, and nothing is hashed', async () => {
    expect(await administration.create({ username: '', password: 'short', scope: 'a  b' }, ACT)).toEqual({
      kind: 'unacceptable',
      problems: [
        { member: 'username', problem: 'must not be empty' },
        { member: 'password', problem: 'must have at least 15 characters' },
        { member: 'scope', problem: expect.stringContaining('visible ASCII') },
      ],
    })
    expect(asked).toEqual({ policy: 1, hasher: 0 })
  })

  test('a registration checks the password once and hashes it once (P 6)', async () => {
    expect(await register('alice', PASSWORD)).toMatchObject({ kind: 'created', user: { username: 'alice', scope: 'data:read' } })
    expect(asked).toEqual({ policy: 1, hasher: 1 })
    expect(await register('bob', 'short')).toEqual({
      kind: 'unacceptable',
      problems: [{ member: 'password', problem: 'must have at least 15 characters' }],
    })
    expect(asked).toEqual({ policy: 2, hasher: 1 })
  })

  test('a taken name is reported as such in any spelling (T 12)', async () => {
    await administration.create({ username: 'carol', scope: '' }, ACT)
    expect(await administration.create({ username: 'CAROL', password: PASSWORD, scope: '' }, ACT)).toEqual({
      kind: 'taken',
      member: 'username',
    })
    expect(await register('Carol', PASSWORD)).toEqual({ kind: 'taken', member: 'username' })
  })
})
