import type { Client } from '../../clients/client.ts'
import type { ClientDirectory } from '../../clients/client-directory.ts'
import { Refusal } from '../../errors.ts'

/** The client `default`, where an operation is of no other. Throws `forbidden` where it is switched off. */
export function defaultClient(clients: ClientDirectory): Client {
  if (clients.default === undefined) throw new Refusal('forbidden', 'The default client is off')
  return clients.default
}
