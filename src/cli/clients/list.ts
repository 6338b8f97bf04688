import type { Command } from 'commander'
import type { Client } from '../../clients/client.ts'
import { realSystem } from '../../system.ts'
import { allPages } from '../support/all-pages.ts'
import { columns, type Terminal } from '../support/terminal.ts'
import { scopeInWords, shownClient } from './shown-client.ts'
import { withClients } from './with-clients.ts'

export function addClientsList(clients: Command, terminal: Terminal): void {
  clients
    .command('list')
    .summary('list the clients, by id')
    .description(
      'Lists the clients that were registered, by id. The built-in client `default` is not among them. While some have a secret under the previous service secret, MINTMARK_SECRET_PREVIOUS is needed.',
    )
    .option('--json', 'print as JSON')
    .action(({ json }: { json?: true }) =>
      withClients(async (store, secrets) => {
        const keys = await secrets()
        const all = await allPages<Client>((last, limit) => store.list({ afterId: last?.id, limit }))
        const underPrevious = new Set(keys && (await store.listKeyedOtherwise(keys.keyPrefix, realSystem.nowMs())))
        const shown = (client: Client) => ({
          ...shownClient(client),
          ...(underPrevious.has(client.id) ? { underPreviousSecret: true } : {}),
        })
        terminal.print(json ? JSON.stringify(all.map(shown)) : columns([HEADINGS, ...all.map((one) => rowOf(one, underPrevious))]))
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
