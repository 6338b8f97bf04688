import type { Command } from 'commander'
import type { AuthMethod } from '../../clients/client.ts'
import type { WantedChange } from '../../clients/client-update.ts'
import { againForMore } from '../support/arguments.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'
import { byCommand } from '../support/store-access.ts'
import type { Terminal } from '../support/terminal.ts'
import { addClientOptions, type ClientOptions, membersOf } from './client-options.ts'
import { clientFailure, printClient } from './client-view.ts'
import { withClientUpdate } from './with-clients.ts'

interface Options extends ClientOptions {
  authMethod?: string[]
  json?: true
}

/** Never renames, and never turns a public client into a confidential one: both would be another client. */
export function addClientsChange(clients: Command, terminal: Terminal): void {
  const change = clients
    .command('change')
    .argument('<id>', 'the client id')
    .summary('change what a client may do')
    .description(
      "Changes what a client may do. What no option names stays. A list that is given replaces the old one; '' alone empties it. " +
        'The id stays, and so does whether the client is public.',
    )
  addClientOptions(change, {})
    .option(
      '--auth-method <method>',
      'client_secret_basic, client_secret_post or private_key_jwt: how it authenticates; repeat for more',
      againForMore,
    )
    .option('--json', 'print the client as JSON')
    .action(async (id: string, { json, authMethod, ...options }: Options) => {
      // The rules check that these are methods.
      const wanted = given({ ...membersOf(options), authMethods: authMethod as AuthMethod[] | undefined })
      if (Object.keys(wanted).length === 0)
        throw new CommandFailure(EXIT.usage, 'Say what to change: see `mintmark clients change --help`.')
      const names = [...(wanted.audiences ?? []), ...(wanted.identifiers ?? [])]
      await withClientUpdate(names, async (update) => {
        const changed = await update(id, wanted, byCommand())
        if (changed.kind !== 'changed') throw clientFailure(changed, id)
        await printClient(terminal, changed.client, { json })
      })
    })
}

/** Returns the members that have a value. */
const given = (members: { [Member in keyof WantedChange]: WantedChange[Member] | undefined }): WantedChange =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as WantedChange
