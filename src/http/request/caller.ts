import type { Context } from 'hono'
import type { Caller } from '../../events/caller.ts'
import type { Environment } from '../environment.ts'
import type { ClientAddressOf } from './client-address.ts'

const MAX_DEVICE_LENGTH = 200

export type CallerOf = (c: Context<Environment>) => Caller

/** Where a request comes from, behind the proxies that are trusted. */
export const createCaller =
  (clientAddress: ClientAddressOf): CallerOf =>
  (c) => {
    const { address, key } = clientAddress(c)
    const device = c.req.header('user-agent')?.slice(0, MAX_DEVICE_LENGTH)
    return { address, addressKey: key, device: device === '' ? undefined : device }
  }
