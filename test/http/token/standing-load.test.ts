// REQUIREMENTS R 10, J 8: a user or a client is disabled and enabled under load, at two processes.
import { describe, expect } from 'vitest'
import type { Administrator } from '../../support/admin.ts'
import { onEachDatabase } from '../../support/fixtures.ts'
import { startLoad } from '../../support/load.ts'
import { basic, PASSWORD, type RunningService } from '../../support/service.ts'

const AT_ONCE = 4
const PEOPLE = { grants: ['password', 'refresh_token', 'client_credentials'] as const, scope: 'of_user' as const }

describe.each(onEachDatabase({ config: { throttle: false } }))('on $name', ({ test }) => {
  const secrets = new Map<string, string>()
  test.beforeAll(async ({ service }) => {
    for (const id of ['bff', 'beside']) secrets.set(id, await service.addClient(id, PEOPLE))
    for (const name of ['alice', 'bob']) await service.addUser(name)
  })

  /**
   * Callers for `username` and the client `id` that log in, call and refresh. `got` collects every access
   * token.
   */
  async function askers(processes: RunningService[], username: string, id: string) {
    const got: string[] = []
    const at = (index: number) => processes[index % 2]!
    const ask = async (index: number, form: Record<string, string>) => {
      const { status, body } = await at(index).form('/token', form, basic(id, secrets.get(id)!))
      if (status === 200) got.push(body.access_token)
      return { status, body }
    }
    const login = { grant_type: 'password', username, password: PASSWORD }
    const logIn = (index: number) => async () => `log-in ${(await ask(index, login)).status}`
    const call = async (index: number) => {
      const { access_token } = (await ask(index, login)).body
      return async () => `call ${(await at(index).get('/protected', access_token)).status}`
    }
    const refresh = async (index: number) => {
      let { refresh_token } = (await ask(index, login)).body
      return async () => {
        const { status, body } = await ask(index, { grant_type: 'refresh_token', refresh_token })
        refresh_token = body.refresh_token ?? refresh_token
        return `refresh ${status}`
      }
    }
    const each = <T>(make: (index: number) => T) => Array.from({ length: AT_ONCE }, (_, index) => make(index))
    return { got, all: [...each(logIn), ...(await Promise.all([...each(call), ...each(refresh)]))] }
  }

  const statusesOf = async (processes: RunningService[], tokens: string[]) => {
    const seen = new Set<number>()
    for (const token of tokens) for (const running of processes) seen.add((await running.get('/protected', token)).status)
    return [...seen]
  }

  test.for<[string, string, string, (admin: Administrator, disabled: boolean) => Promise<unknown>, string[]]>([
    [
      'user',
      'alice',
      'bff',
      async (admin, disabled) => admin.send('PATCH', `/admin/users/${await idOf(admin, 'alice')}`, { disabled }),
      ['call 401', 'log-in 401', 'refresh 400'],
    ],
    [
      'client',
      'bob',
      'bff',
      (admin, disabled) => admin.send('PATCH', '/admin/clients/bff', { disabled }),
      ['call 401', 'log-in 401', 'refresh 401'],
    ],
  ])(
    'a disabled %s stops at once; enabled, only new log-ins work (R 10, J 8)',
    async ([_, username, id, disable, refused], { service, replica, admin }) => {
      const { got, all } = await askers([service, replica], username, id)
      const others = await askers([service, replica], 'bob', 'beside')
      const load = startLoad(all)
      const beside = startLoad(others.all)
      const seen = (changes: number) => [...new Set(load.after(changes))].sort()
      const before: string[] = []
      await load.change(async () => expect(await disable(admin, true)).toMatchObject({ status: 200 }))
      await load.change(async () => {
        before.push(...got)
        expect(await disable(admin, false)).toMatchObject({ status: 200 })
      })
      await load.stop()
      await beside.stop()
      expect(seen(0)).toEqual(['call 200', 'log-in 200', 'refresh 200'])
      expect(seen(1)).toEqual(refused)
      // Old sessions stay dead after enabling; new log-ins work.
      const dead = refused.filter((one) => !one.startsWith('log-in')).map((one) => one.replace('refresh 401', 'refresh 400'))
      expect(seen(2)).toEqual([dead[0], 'log-in 200', dead[1]])
      // Tokens that were issued during the change are dead too.
      expect(await statusesOf([service, replica], before)).toEqual([401])
      expect(await statusesOf([service, replica], got.slice(-1))).toEqual([200])
      // Other users and clients do not notice.
      expect([...new Set(beside.all.map(({ answer }) => answer))].sort()).toEqual(['call 200', 'log-in 200', 'refresh 200'])
    },
  )

  const idOf = async (admin: Administrator, username: string) =>
    (await admin.get('/admin/users')).body.users.find((user: { username: string }) => user.username === username).id
})
