import type { Command } from 'commander'
import type { Client } from '../../clients/client.ts'
import { allPages } from '../all-pages.ts'
import { columns, type Terminal } from '../terminal.ts'
import { scopeInWords, shownClient } from './shown-client.ts'
import { withClients } from './with-clients.ts'

export function addClientsList(clients: Command, terminal: Terminal): void {
  clients
    .command('list')
    .summary('list the clients, by id')
    .description('Lists the clients that were registered, by id. The built-in client `default` is not among them.')
    .option('--json', 'print as JSON')
    .action(({ json }: { json?: true }) =>
      withClients(async (store) => {
        const all = await allPages<Client>((last, limit) => store.list({ afterId: last?.id, limit }))
        terminal.print(json ? JSON.stringify(all.map(shownClient)) : columns([HEADINGS, ...all.map(rowOf)]))
      }),
    )
}

const HEADINGS = ['ID', 'KIND', 'GRANTS', 'SCOPE', 'STATE']

const rowOf = (client: Client): string[] => [
  client.id,
  client.confidential ? 'confidential' : 'public',
  client.grants.join(' ') || '-',
  scopeInWords(client) || '-',
  client.disabledAtMs === null ? 'enabled' : 'disabled',
]
