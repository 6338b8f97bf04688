// If a batch of an import has two users with one account name, the first counts.
import { expect, test } from 'vitest'
import type { ImportedUser } from '../../src/accounts/imported-user.ts'
import { createUserImport } from '../../src/accounts/user-import.ts'
import { createUserImportStore } from '../../src/data/user-import.ts'
import { createUserStore } from '../../src/data/users.ts'
import { databases } from '../support/databases.ts'
import { createTestSystem } from '../support/test-system.ts'

const user = (username: string, passwordHash: string): ImportedUser => ({
  username,
  usernameKey: username.toLowerCase(),
  passwordHash,
  scope: '',
  disabled: false,
})

test.each(databases)('on $name, the first of two case-insensitively equal names wins', async ({ fresh }) => {
  const database = await (await fresh()).open()
  const importUsers = createUserImport({ store: createUserImportStore(database), system: createTestSystem(), dryRun: false })
  const batch = [user('Alice', 'first'), user('bob', 'only'), user('ALICE', 'second')]
  expect(await importUsers(batch, { atMs: 0 })).toEqual({ imported: 2, skipped: 1 })
  expect(await createUserStore(database).findByUsernameKey('alice')).toMatchObject({ username: 'Alice', passwordHash: 'first' })
})
