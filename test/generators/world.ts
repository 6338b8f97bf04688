import type { FreshDatabase } from '../support/databases.ts'
import { type ServiceOptions, startService } from '../support/service.ts'
import { ORDERS, STOCK, type World } from './calls.ts'

/** Starts a service with what the calls need. The caller stops it. */
export async function startWorld({ config }: FreshDatabase, options: ServiceOptions = {}): Promise<Omit<World, 'client'>> {
  const service = await startService(config, { config: { throttle: false }, ...options })
  await service.addUser('alice', { scope: 'data:read admin' })
  const secret = await service.addClient('shop', { audiences: [ORDERS, STOCK], identifiers: ['https://shop.example.com'], scope: ['read'] })
  return { service, secret }
}
