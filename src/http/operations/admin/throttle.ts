import type { components } from '#generated/openapi.d.ts'
import type { Operation } from '../../operation-handler.ts'
import type { Parts } from '../../parts.ts'
import { notFound } from '../../refusals.ts'
import { cursorOf, pageOf } from '../wire/page.ts'
import { throttledAddressView } from '../wire/views.ts'

/** Lists the addresses that were locked within a day. Of locked names it says only how many there are. */
export function listThrottle({ throttle: { addresses } }: Parts): Operation<'listThrottle'> {
  return async (c) => {
    const { limit, after } = c.req.valid('query')
    const page = { afterId: cursorOf(after), limit: limit + 1 }
    const [locked, lockedNames] = await Promise.all([addresses.list(page), addresses.countLockedNames()])
    const { rows, ...next } = pageOf(locked, limit, ({ id }) => id)
    const body: components['schemas']['ThrottleList'] = { addresses: rows.map(throttledAddressView), locked_names: lockedNames, ...next }
    return c.json(body, 200)
  }
}

/** Forgets the wrong passwords of an address. */
export function unlockAddress({ throttle, caller }: Parts): Operation<'unlockAddress'> {
  return async (c) => {
    const { address_id: id } = c.req.valid('param')
    const unlocked = isAddressId(id) && (await throttle.addresses.unlock(id, caller.actOf(c)))
    if (!unlocked) throw notFound()
    return c.body(null, 204)
  }
}

/** PostgreSQL rejects some strings, such as those with a NUL. */
const isAddressId = (text: string): boolean => /^[\w-]{43}$/.test(text)
