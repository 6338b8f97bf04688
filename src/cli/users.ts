import type { Command } from 'commander'
import type { Terminal } from './support/terminal.ts'
import { addUsersAdd } from './users/add.ts'
import { addUsersChange } from './users/change.ts'
import { addUsersExport } from './users/export.ts'
import { addUsersImport } from './users/import.ts'
import { addUsersList } from './users/list.ts'
import { addUsersPasswd } from './users/passwd.ts'
import { addUsersShow } from './users/show.ts'
import { addUsersDelete, addUsersDisable, addUsersEnable, addUsersUnlock } from './users/status.ts'

export function addUsersCommand(program: Command, terminal: Terminal): void {
  const users = program
    .command('users')
    .summary('add, show and change accounts')
    .description(
      'Adds, shows and changes accounts. Works directly on the database, also while the service runs. Changes take effect at once.',
    )
  for (const add of [
    addUsersAdd,
    addUsersList,
    addUsersShow,
    addUsersChange,
    addUsersDisable,
    addUsersEnable,
    addUsersDelete,
    addUsersUnlock,
    addUsersPasswd,
    addUsersImport,
    addUsersExport,
  ])
    add(users, terminal)
}
