import type { Command } from 'commander'
import { addClientsAdd } from './clients/add.ts'
import { addClientsChange } from './clients/change.ts'
import { addClientsList, addClientsShow } from './clients/list.ts'
import { addClientsRotateSecret } from './clients/rotate-secret.ts'
import { addClientsDelete, addClientsDisable, addClientsEnable } from './clients/status.ts'
import type { Terminal } from './support/terminal.ts'

export function addClientsCommand(program: Command, terminal: Terminal): void {
  const clients = program
    .command('clients')
    .summary('register, show and change clients')
    .description(
      'Registers, shows and changes clients. Works directly on the database, also while the service runs. Changes take effect at once.',
    )
  for (const add of [
    addClientsAdd,
    addClientsList,
    addClientsShow,
    addClientsChange,
    addClientsDisable,
    addClientsEnable,
    addClientsDelete,
    addClientsRotateSecret,
  ])
    add(clients, terminal)
}
