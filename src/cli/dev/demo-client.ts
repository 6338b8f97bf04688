import { DEFAULT_USER_SCOPE } from '../../accounts/user.ts'
import { DEMO_CLIENT_ID } from '../../clients/client.ts'
import type { ClientAdministration } from '../../clients/client-administration.ts'
import type { ClientSecrets } from '../../clients/client-secret.ts'
import type { ClientStore } from '../../clients/client-store.ts'
import type { Act } from '../../events/event.ts'
import { realSystem } from '../../system.ts'
import { clientFailure } from '../clients/client-view.ts'

/**
 * Creates the demo client, or makes sure that it has this secret. The client is a service that acts for
 * itself, and may ask for tokens for the services in MINTMARK_AUDIENCE.
 */
export async function ensureDemoClient(
  {
    clients,
    administration,
    secrets,
    audiences,
  }: { clients: ClientStore; administration: ClientAdministration; secrets: ClientSecrets; audiences: string[] },
  secret: string,
  act: Act,
): Promise<void> {
  const client = await clients.find(DEMO_CLIENT_ID)
  if (client !== undefined && secrets.find(secret, client.secrets, realSystem.nowMs()) !== undefined) {
    const changed = await administration.change(DEMO_CLIENT_ID, { audiences, disabled: false }, act)
    if (changed.kind === 'unacceptable') throw clientFailure(changed, DEMO_CLIENT_ID)
    return
  }
  if (client !== undefined) await clients.delete(DEMO_CLIENT_ID, act)
  const made = await administration.create({ id: DEMO_CLIENT_ID, scope: [DEFAULT_USER_SCOPE], audiences, secret }, act)
  if (made.kind === 'unacceptable') throw clientFailure(made, DEMO_CLIENT_ID)
}
