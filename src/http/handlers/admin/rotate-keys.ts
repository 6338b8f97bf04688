import type { routes } from '#generated/routes.ts'
import { Refusal } from '../../../errors.ts'
import type { KeyAdministration } from '../../../keys/key-administration.ts'
import type { TooEarly } from '../../../keys/key-set-plan.ts'
import type { System } from '../../../system.ts'
import { actOf } from '../../act-of.ts'
import { dateTime } from '../../date-time.ts'
import type { Environment } from '../../environment.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import type { OriginOf } from '../../origin.ts'
import { shownKeys } from '../../shown-keys.ts'

/** Lets the next key sign from now on, never sooner than verifiers have it. */
export function rotateKeys({
  keyAdministration,
  originOf,
  system,
}: {
  keyAdministration: KeyAdministration
  originOf: OriginOf
  system: System
}): OperationHandler<typeof routes.rotateKeys, Environment> {
  return async (c) => {
    const rotated = await keyAdministration.rotate({ forced: false }, actOf(c, { originOf, system }))
    if (rotated !== 'done') throw new Refusal('conflict', whyNot(rotated))
    return c.json(shownKeys(await keyAdministration.list(system.nowMs())), 200)
  }
}

const whyNot = ({ safeAtMs }: TooEarly): string =>
  safeAtMs === null
    ? 'No key waits for its turn yet.'
    : `The next key has not been published for 24 hours. It can sign from ${dateTime(safeAtMs)}.`
