import type { Command } from 'commander'
import { byCommand } from '../support/store-access.ts'
import type { Terminal } from '../support/terminal.ts'
import { addClientOptions, type ClientOptions, membersOf } from './client-options.ts'
import { clientFailure, printClient } from './client-view.ts'
import { withClientAdministration } from './with-clients.ts'

interface Options extends ClientOptions {
  public?: true
  secretStdin?: true
  json?: true
}

export function addClientsAdd(clients: Command, terminal: Terminal): void {
  const add = clients
    .command('add')
    .argument('<id>', 'the client id')
    .summary('register a client')
    .description(
      'Registers a client: a service that speaks for itself or, with --public, a front end that logs people in. A confidential client without keys gets a secret, which is printed once.',
    )
    .option('--public', 'for a client that cannot keep a secret: a web page or an app')
  addClientOptions(add, {
    grant: ' (default: client_credentials; with --public password and refresh_token)',
    scope: ' (default: none; if it logs people in, whatever they have)',
    assertionAudience: ' (default: issuer)',
    assertionMaxSeconds: ' (default: 300)',
  })
    .option('--secret-stdin', 'read its secret from standard input, instead of making one')
    .option('--json', 'print the client as JSON')
    .action(async (id: string, { public: isPublic, secretStdin, json, ...options }: Options) => {
      const client = { id, confidential: !isPublic, ...membersOf(options) }
      const secret = secretStdin ? await terminal.readSecret() : undefined
      const names = [...(client.audiences ?? []), ...(client.identifiers ?? [])]
      await withClientAdministration(names, async (administration) => {
        const made = await administration.create({ ...client, secret }, byCommand())
        if (made.kind !== 'created') throw clientFailure(made, id)
        await printClient(terminal, made.client, { json, secret: made.secret })
      })
    })
}
