import type { routes } from '#generated/routes.ts'
import type { KeyAdministration } from '../../../../keys/key-administration.ts'
import type { System } from '../../../../system.ts'
import type { Environment } from '../../../environment.ts'
import type { OperationHandler } from '../../../operation-handler.ts'
import { keyListView } from '../../wire/key-view.ts'

/** The signing keys, as they were published. */
export function listKeys({
  keyAdministration,
  system,
}: {
  keyAdministration: KeyAdministration
  system: System
}): OperationHandler<typeof routes.listKeys, Environment> {
  return async (c) => c.json(keyListView(await keyAdministration.list(system.nowMs())), 200)
}
