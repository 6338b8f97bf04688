import type { routes } from '#generated/routes.ts'
import { Refusal } from '../../../../errors.ts'
import type { KeyAdministration } from '../../../../keys/key-administration.ts'
import type { TooEarly } from '../../../../keys/key-set-plan.ts'
import type { System } from '../../../../system.ts'
import type { Environment } from '../../../environment.ts'
import type { OperationHandler } from '../../../operation-handler.ts'
import { actOf } from '../../../request/act-of.ts'
import type { CallerOf } from '../../../request/caller.ts'
import { dateTime } from '../../wire/date-time.ts'
import { keyListView } from '../../wire/key-view.ts'

/** Lets the next key sign from now on, never sooner than verifiers have it. */
export function rotateKeys({
  keyAdministration,
  callerOf,
  system,
}: {
  keyAdministration: KeyAdministration
  callerOf: CallerOf
  system: System
}): OperationHandler<typeof routes.rotateKeys, Environment> {
  return async (c) => {
    const rotated = await keyAdministration.rotate({ forced: false }, actOf(c, { callerOf, system }))
    if (rotated.kind !== 'done') throw new Refusal('conflict', whyNot(rotated))
    return c.json(keyListView(await keyAdministration.list(system.nowMs())), 200)
  }
}

const whyNot = ({ safeAtMs }: TooEarly): string =>
  safeAtMs === null
    ? 'No key waits for its turn yet.'
    : `The next key has not been published for 24 hours. It can sign from ${dateTime(safeAtMs)}.`
