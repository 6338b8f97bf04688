import type { Context } from 'hono'
import type { Origin } from '../events/origin.ts'
import type { Environment } from './environment.ts'

const MAX_DEVICE_LENGTH = 200

export type OriginOf = (c: Context<Environment>) => Origin

export const originOf: OriginOf = (c) => {
  const address = c.env.incoming.socket.remoteAddress ?? 'unknown'
  const device = c.req.header('user-agent')?.slice(0, MAX_DEVICE_LENGTH)
  return { address, addressKey: address, device: device === '' ? undefined : device }
}
