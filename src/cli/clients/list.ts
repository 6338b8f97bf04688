import type { Command } from 'commander'
import type { Client } from '../../clients/client.ts'
import { realSystem } from '../../system.ts'
import { allPages } from '../support/store-access.ts'
import { columns, type Terminal } from '../support/terminal.ts'
import { clientView, noSuchClient, printClient, scopeInWords } from './client-view.ts'
import { withClients } from './with-clients.ts'

export function addClientsList(clients: Command, terminal: Terminal): void {
  clients
    .command('list')
    .summary('list the clients, by id')
    .description(
      'Lists the registered clients, by id. The built-in client `default` is not among them. Set MINTMARK_SECRET_PREVIOUS while some clients have a secret under the previous service secret.',
    )
    .option('--json', 'print as JSON')
    .action(({ json }: { json?: true }) =>
      withClients(async (store, secrets) => {
        const keys = await secrets()
        const all = await allPages<Client>((last, limit) => store.list({ afterId: last?.id, limit }))
        const underPrevious = new Set(keys && (await store.listKeyedOtherwise(keys.keyPrefix, realSystem.nowMs())))
        const viewOf = (client: Client) => ({
          ...clientView(client),
          ...(underPrevious.has(client.id) ? { underPreviousSecret: true } : {}),
        })
        terminal.print(json ? JSON.stringify(all.map(viewOf)) : columns([HEADINGS, ...all.map((one) => rowOf(one, underPrevious))]))
      }),
    )
}

const HEADINGS = ['ID', 'KIND', 'GRANTS', 'SCOPE', 'STATE', 'SECRET']

const rowOf = (client: Client, underPrevious: ReadonlySet<string>): string[] => [
  client.id,
  client.confidential ? 'confidential' : 'public',
  client.grants.join(' ') || '-',
  scopeInWords(client) || '-',
  client.disabledAtMs === null ? 'enabled' : 'disabled',
  underPrevious.has(client.id) ? 'under the previous service secret' : '-',
]

export function addClientsShow(clients: Command, terminal: Terminal): void {
  clients
    .command('show')
    .argument('<id>', 'the client id')
    .summary('show a client')
    .description('Shows a client. Of its secrets it shows only the times, since nobody can read them any more.')
    .option('--json', 'print as JSON')
    .action((id: string, { json }: { json?: true }) =>
      withClients(async (store, secrets) => {
        const client = await store.find(id)
        if (client === undefined) throw noSuchClient()
        await printClient(terminal, client, { json, keys: await secrets() })
      }),
    )
}
