// REQUIREMENTS C 6: a client's secret is replaced while its holders ask for tokens at two processes.
import { describe, expect, test } from 'vitest'
import { administrator } from '../../../support/admin.ts'
import { databases } from '../../../support/databases.ts'
import { startLoad } from '../../../support/load.ts'
import { basic, startService } from '../../../support/service.ts'

const HOLDERS = 8

describe.each(databases)('on $name', ({ fresh }) => {
  test('no request fails while its secret lives, and none succeeds later (C 6)', async () => {
    const { config } = await fresh()
    const s = await startService(config)
    const replica = await startService(config, { system: s.system })
    const admin = await administrator(s)
    const secrets = [await s.addClient('turning')]
    /** Clients that use the secret from `behind` rotations ago, or the first one if there were fewer. */
    const holders = (behind: number) =>
      Array.from({ length: HOLDERS }, (_, index) => async () => {
        const secret = secrets[secrets.length - 1 - behind] ?? secrets[0]!
        const { status } = await [s, replica][index % 2]!.form('/token', { grant_type: 'client_credentials' }, basic('turning', secret))
        // All clients share one address, where refusals are limited (L 8). The limit must not reach clients
        // with the new secret.
        return behind === 0 ? `new ${status}` : `old ${status === 429 ? 401 : status}`
      })
    const load = startLoad([...holders(0), ...holders(1)])
    const seen = (changes: number) => [...new Set(load.after(changes))].sort()
    const rotate = (seconds: number) => async () => {
      const { status, body } = await admin.send('POST', '/admin/clients/turning/secret', { expire_previous_seconds: seconds })
      expect(status).toBe(201)
      secrets.push(body.secret)
    }
    await load.change(rotate(60))
    await load.change(() => s.system.advanceSeconds(60))
    await load.change(rotate(60))
    await load.change(rotate(0))
    await load.stop()
    // Requests during a change count too: the old secret works all through the first change. The new secret
    // works until it is replaced at once.
    expect(load.all.filter(({ answeredAt }) => answeredAt <= 2).map(({ answer }) => answer)).not.toContain('old 401')
    expect(load.all.filter(({ answeredAt }) => answeredAt <= 6).map(({ answer }) => answer)).not.toContain('new 401')
    expect([seen(0), seen(1), seen(2), seen(3), seen(4)]).toEqual([
      ['new 200', 'old 200'],
      ['new 200', 'old 200'],
      ['new 200', 'old 401'],
      ['new 200', 'old 200'],
      ['new 200', 'old 401'],
    ])
    await replica.stop()
    await s.stop()
  })
})
