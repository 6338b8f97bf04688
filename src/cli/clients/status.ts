import type { Command } from 'commander'
import type { ClientStore } from '../../clients/client-store.ts'
import type { ClientUpdate } from '../../clients/client-update.ts'
import { byCommand } from '../support/store-access.ts'
import type { Terminal } from '../support/terminal.ts'
import { noSuchClient } from './client-view.ts'
import { withClientUpdate } from './with-clients.ts'

/** A command that changes whether a client may ask for tokens, or whether it exists. */
interface Change {
  verb: 'disable' | 'enable' | 'delete'
  summary: string
  description: string
  done: string
  /** Returns false if there is no such client. */
  make(id: string, update: ClientUpdate, clients: ClientStore): Promise<boolean>
}

export const addClientsDisable = (clients: Command, terminal: Terminal): void =>
  addChange(clients, terminal, {
    verb: 'disable',
    summary: 'keep a client out',
    description: 'Keeps a client out: it gets no token from now on, and its tokens and sessions are dead at once.',
    done: 'disabled',
    make: async (id, update) => (await update(id, { disabled: true }, byCommand())).kind !== 'unknown',
  })

export const addClientsEnable = (clients: Command, terminal: Terminal): void =>
  addChange(clients, terminal, {
    verb: 'enable',
    summary: 'let a client in again',
    description: 'Lets a client in again. Sessions and tokens that were ended stay ended.',
    done: 'enabled',
    make: async (id, update) => (await update(id, { disabled: false }, byCommand())).kind !== 'unknown',
  })

export const addClientsDelete = (clients: Command, terminal: Terminal): void =>
  addChange(clients, terminal, {
    verb: 'delete',
    summary: 'delete a client',
    description: 'Deletes a client for good, with its secrets; its tokens and sessions are dead at once.',
    done: 'deleted',
    make: (id, _, clients) => clients.delete(id, byCommand()),
  })

function addChange(clients: Command, terminal: Terminal, { verb, summary, description, done, make }: Change): void {
  clients
    .command(verb)
    .argument('<id>', 'the client id')
    .summary(summary)
    .description(description)
    .option('--json', 'print what was done as JSON')
    .action((id: string, { json }: { json?: true }) =>
      withClientUpdate([], async (update, clients) => {
        if (!(await make(id, update, clients))) throw noSuchClient()
        terminal.print(json ? JSON.stringify({ id, [done]: true }) : `${id} is ${done}.`)
      }),
    )
}
