import type { Context } from 'hono'
import type { Origin } from '../events/origin.ts'
import type { ClientAddressOf } from './client-address.ts'
import type { Environment } from './environment.ts'

const MAX_DEVICE_LENGTH = 200

export type OriginOf = (c: Context<Environment>) => Origin

/** Where a request comes from, behind the proxies that are trusted. */
export const createOrigin =
  (clientAddress: ClientAddressOf): OriginOf =>
  (c) => {
    const { address, key } = clientAddress(c)
    const device = c.req.header('user-agent')?.slice(0, MAX_DEVICE_LENGTH)
    return { address, addressKey: key, device: device === '' ? undefined : device }
  }
