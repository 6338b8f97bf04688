import type { Command } from 'commander'
import type { Terminal } from '../support/terminal.ts'
import { noSuchClient, printClient } from './shown-client.ts'
import { withClients } from './with-clients.ts'

export function addClientsShow(clients: Command, terminal: Terminal): void {
  clients
    .command('show')
    .argument('<id>', 'the client id')
    .summary('show a client')
    .description('Shows a client. Of its secrets only their times: nobody can read them any more.')
    .option('--json', 'print as JSON')
    .action((id: string, { json }: { json?: true }) =>
      withClients(async (store, secrets) => {
        const client = await store.find(id)
        if (client === undefined) throw noSuchClient()
        await printClient(terminal, client, { json, keys: await secrets() })
      }),
    )
}
