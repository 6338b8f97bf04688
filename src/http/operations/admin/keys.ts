/**
 * The signing keys, as administrators see and change them: the operations of `/admin/keys`.
 *
 * @module
 */

import type { components } from '#generated/openapi.d.ts'
import { Refusal } from '../../../errors.ts'
import type { KeyDescription } from '../../../keys/key-administration.ts'
import type { TooEarly } from '../../../keys/key-set-plan.ts'
import type { Operation } from '../../operation-handler.ts'
import type { Parts } from '../../parts.ts'
import { notFound } from '../../refusals.ts'
import { dateTime } from '../wire/views.ts'

/** Lists the signing keys in the order in which they were published. */
export function listKeys({ keys, system }: Parts): Operation<'listKeys'> {
  return async (c) => c.json(keyListView(await keys.administration.list(system.nowMs())), 200)
}

/**
 * Makes the next key sign from now on.
 *
 * @throws {Refusal} conflict if verifiers may not have that key yet.
 */
export function rotateKeys({ keys, caller, system }: Parts): Operation<'rotateKeys'> {
  return async (c) => {
    const rotated = await keys.administration.rotate({ forced: false }, caller.actOf(c))
    if (rotated.kind !== 'done') throw new Refusal('conflict', tooEarlySentence(rotated))
    return c.json(keyListView(await keys.administration.list(system.nowMs())), 200)
  }
}

/**
 * Removes a key at once. Every token that it signed is then dead, which may include the token of this
 * request.
 */
export function revokeKey({ keys, caller }: Parts): Operation<'revokeKey'> {
  return async (c) => {
    const revoked = await keys.administration.revoke(c.req.valid('param').kid, caller.actOf(c))
    if (revoked.kind === 'no_such_key') throw notFound()
    return c.body(null, 204)
  }
}

const tooEarlySentence = ({ safeAtMs }: TooEarly): string =>
  safeAtMs === null
    ? 'No key waits for its turn yet.'
    : `The next key has not been published for 24 hours. It can sign from ${dateTime(safeAtMs)}.`

const keyListView = (keys: readonly KeyDescription[]): components['schemas']['SigningKeyList'] => ({
  keys: keys.map(({ kid, alg, state, publishedAtMs, signsFromMs, goneAtMs }) => ({
    kid,
    alg,
    state,
    published_at: dateTime(publishedAtMs),
    ...(signsFromMs === null ? {} : { signs_from: dateTime(signsFromMs) }),
    ...(goneAtMs === undefined ? {} : { gone_at: dateTime(goneAtMs) }),
  })),
})
