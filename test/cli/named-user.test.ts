// Whom a command means by an id or a name. Accounts may be there whose name looks like an id: such names were taken once.
import { beforeAll, describe, expect, test } from 'vitest'
import type { User } from '../../src/accounts/user.ts'
import type { UserStore } from '../../src/accounts/user-store.ts'
import { planUser } from '../../src/cli/apply/plan-users.ts'
import { EXIT } from '../../src/cli/support/exit-code.ts'
import { findUser } from '../../src/cli/users/user-view.ts'
import { composeAccounts } from '../../src/composition/accounts.ts'
import { realSystem } from '../../src/system.ts'
import { aUser } from '../data/rows.ts'
import { databases } from '../support/databases.ts'
import { testConfig } from '../support/service.ts'

const named = (id: string, username: string) => aUser({ id, username, usernameKey: username.toLowerCase() })
const victim = named(`usr_${'V'.repeat(22)}`, 'alice')
const impostor = named(`usr_${'I'.repeat(22)}`, victim.id)
const alone = named(`usr_${'L'.repeat(22)}`, `usr_${'x'.repeat(22)}`)

describe.each(databases)('on $name', ({ fresh }) => {
  let users: UserStore
  let plan: (username: string) => ReturnType<typeof planUser>
  beforeAll(async () => {
    const { config, open } = await fresh()
    const accounts = composeAccounts({ config: testConfig(config), database: await open(), system: realSystem })
    users = accounts.store
    for (const user of [victim, impostor, alone]) await users.create(user, { atMs: 1 })
    const { administration } = accounts
    plan = (username) => planUser({ username, scope: ['admin'] }, 'users[0]', { users, administration })
  })

  test.each<[string, string, User]>([
    ['the name', 'ALICE', victim],
    ['the id', impostor.id, impostor],
    ['a name like an id that nobody has', alone.username, alone],
  ])('a command finds a user by %s', async (_, given, found) => expect(await findUser(users, given)).toEqual(found))

  test('the id of one user that is the name of another is refused, and the second is named by the id', async () => {
    await expect(findUser(users, victim.id)).rejects.toMatchObject({
      exitCode: EXIT.refused,
      message: `That is the id of one user and the username of another, ${impostor.id}: give the username of the first, or the id of the second.`,
    })
  })

  test('apply gives nothing to a user whose name is the id of another', async () => {
    expect(await plan(victim.id)).toEqual({
      kind: 'refused',
      problems: [{ path: 'users[0].username', problem: expect.stringContaining('is the id of another user') }],
    })
    expect(await plan(alone.username)).toMatchObject({ kind: 'step', step: { name: alone.username } })
  })
})
