import { DEFAULT_USER_SCOPE } from '../../accounts/user.ts'
import { DEMO_CLIENT_ID } from '../../clients/client.ts'
import { createClientAdministration } from '../../clients/client-administration.ts'
import type { ClientSecrets } from '../../clients/client-secret.ts'
import type { ClientStore } from '../../clients/client-store.ts'
import type { Act } from '../../events/event.ts'
import { realSystem } from '../../system.ts'
import { problemsFailure } from '../clients/shown-client.ts'

/** Makes the demo client, a service for itself, or sees to it that this is its secret. */
export async function ensureDemoClient(
  { clients, secrets, issuer }: { clients: ClientStore; secrets: ClientSecrets; issuer: string },
  secret: string,
  act: Act,
): Promise<void> {
  const client = await clients.find(DEMO_CLIENT_ID)
  if (client !== undefined && secrets.find(secret, client.secrets, realSystem.nowMs()) !== undefined) {
    if (client.disabledAtMs !== null) await clients.enable(DEMO_CLIENT_ID, act)
    return
  }
  if (client !== undefined) await clients.delete(DEMO_CLIENT_ID, act)
  const administration = createClientAdministration({ clients, secrets, issuer, system: realSystem })
  const made = await administration.create({ id: DEMO_CLIENT_ID, scope: [DEFAULT_USER_SCOPE], secret }, act)
  if ('problems' in made) throw problemsFailure(made.problems)
}
