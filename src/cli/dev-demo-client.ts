import { DEFAULT_USER_SCOPE } from '../accounts/user.ts'
import { DEMO_CLIENT_ID } from '../clients/client.ts'
import type { ClientAdministration } from '../clients/client-administration.ts'
import type { ClientSecrets } from '../clients/client-secret.ts'
import type { ClientStore } from '../clients/client-store.ts'
import { realSystem } from '../system.ts'
import { byCommand } from './act.ts'
import { problemsFailure } from './clients/shown-client.ts'

/** Makes the demo client, a service for itself, or sees to it that this is its secret. */
export async function ensureDemoClient(
  { clients, administration, secrets }: { clients: ClientStore; administration: ClientAdministration; secrets: ClientSecrets },
  secret: string,
): Promise<void> {
  const client = await clients.find(DEMO_CLIENT_ID)
  if (client !== undefined && secrets.find(secret, client.secrets, realSystem.nowMs()) !== undefined) {
    await administration.change(DEMO_CLIENT_ID, { disabled: false }, byCommand())
    return
  }
  if (client !== undefined) await clients.delete(DEMO_CLIENT_ID, byCommand())
  const made = await administration.create({ id: DEMO_CLIENT_ID, scope: [DEFAULT_USER_SCOPE], secret }, byCommand())
  if ('problems' in made) throw problemsFailure(made.problems)
}
