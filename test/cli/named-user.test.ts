// Which user a command means by an id or a name. Some accounts have a name that looks like an id, because
// such names were once allowed.
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
    ['a name like an unused id', alone.username, alone],
  ])('a command finds a user by %s', async (_, given, found) => expect(await findUser(users, given)).toEqual(found))

  test("an id that is also another user's name is refused", async () => {
    await expect(findUser(users, victim.id)).rejects.toMatchObject({
      exitCode: EXIT.refused,
      message: `That is the id of one user and the username of another, ${impostor.id}: give the username of the first, or the id of the second.`,
    })
  })

  test("apply changes no user whose name is another user's id", async () => {
    expect(await plan(victim.id)).toEqual({
      kind: 'refused',
      problems: [{ path: 'users[0].username', problem: expect.stringContaining('is the id of another user') }],
    })
    expect(await plan(alone.username)).toMatchObject({ kind: 'step', step: { name: alone.username } })
  })
})
