import { DEMO_USERNAME } from '../../accounts/user.ts'
import type { UserStore } from '../../accounts/user-store.ts'
import { usernameKey } from '../../accounts/username.ts'
import { DEMO_CLIENT_ID } from '../../clients/client.ts'
import type { ClientStore } from '../../clients/client-store.ts'
import type { ServiceRecordStore } from '../../service-state.ts'
import { CommandFailure, EXIT } from '../support/exit-code.ts'

/**
 * Throws a `CommandFailure` where what `dev` made on this database can still be used: what opens it lies in a file, in the clear. Whoever else has the name, or got it
 * later, is somebody's own, and keeps nothing from starting.
 */
export async function refuseDevLeftovers({
  users,
  clients,
  record,
}: {
  users: UserStore
  clients: ClientStore
  record: ServiceRecordStore
}): Promise<void> {
  const { devAtMs } = await record.read()
  if (devAtMs === null) return
  const leftovers = [
    { found: await users.findByUsernameKey(usernameKey(DEMO_USERNAME)), kind: 'user', command: 'users', name: DEMO_USERNAME },
    { found: await clients.find(DEMO_CLIENT_ID), kind: 'client', command: 'clients', name: DEMO_CLIENT_ID },
  ].filter(({ found }) => found !== undefined && found.disabledAtMs === null && found.createdAtMs <= devAtMs)
  if (leftovers.length === 0) return record.markDev(null)
  const named = leftovers.map(({ kind, name }) => `the ${kind} ${name}`).join(' and ')
  const commands = leftovers.map(({ command, name }) => `mintmark ${command} delete ${name}`).join('; ')
  throw new CommandFailure(
    EXIT.refused,
    `The database holds ${named}, which \`dev\` makes with a secret kept in the clear. Delete what it made (${commands}), or serve another database.`,
  )
}
