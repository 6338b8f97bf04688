import { type Administrator, administrator } from '../../support/admin.ts'
import { basic, PASSWORD, type RunningService, type ServiceOptions, type TestTokens } from '../../support/service.ts'

/** Where the people of the examples log in from. */
export const PLACE = { 'x-forwarded-for': '192.0.2.1', 'user-agent': 'curl/8.5.0' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }

/** How the service of the examples is set up. Its clock stands at their first date. */
export const SCENE: ServiceOptions = {
  config: { docs: true, trustedProxies: [{ address: '127.0.0.1', prefixLength: 32, family: 'ipv4' }] },
}

/** What the answer of an example is asked for with. */
export interface Scene {
  service: RunningService
  /** Returns the id of an account, which is made at the first call. */
  user(username: string): Promise<string>
  logIn(username: string): Promise<TestTokens>
  /** Makes an administrator, or logs it in again. */
  admin(): Promise<Administrator>
  /** Registers the client of the examples as the administration does. */
  orders(members?: object): Promise<void>
  bearer(method: string, path: string, token: string): ReturnType<RunningService['send']>
  days(count: number): void
}

export function createScene(service: RunningService): Scene {
  let admins = 0
  const scene: Scene = {
    service,
    async user(username) {
      const [known] = await service.service.users.list({ limit: 1, usernameKey: username })
      return known?.id ?? service.addUser(username)
    },
    async logIn(username) {
      const body = new URLSearchParams({ username, password: PASSWORD }).toString()
      return (await service.send('POST', '/token', { headers: { ...FORM, ...PLACE }, body })).body
    },
    admin() {
      admins += 1
      return administrator(service, `root${admins}`)
    },
    async orders(members = {}) {
      const client = { id: 'orders', scope: 'read', audiences: ['https://stock.example.com'], identifiers: ['https://orders.example.com'] }
      await (await scene.admin()).send('POST', '/admin/clients', { ...client, ...members })
    },
    bearer: (method, path, token) => service.send(method, path, { headers: { authorization: `Bearer ${token}` } }),
    days: (count) => service.system.advanceSeconds(count * 86_400),
  }
  return scene
}

/** `Authorization` of a client that nobody registered. */
export const NOBODY = basic('nobody', 'a wrong secret')
