// REQUIREMENTS C 6: a client's secret is changed while its holders ask for tokens, at two replicas.
import { describe, expect, test } from 'vitest'
import { administrator } from '../../../support/admin.ts'
import { databases } from '../../../support/databases.ts'
import { startLoad } from '../../../support/load.ts'
import { basic, startService } from '../../../support/service.ts'

const HOLDERS = 8

describe.each(databases)('on $name', ({ fresh }) => {
  test('C 6: while both secrets live no request fails; once the old one has ended, or was removed, none with it succeeds', async () => {
    const { config } = await fresh()
    const s = await startService(config)
    const replica = await startService(config, { system: s.system })
    const admin = await administrator(s)
    const secrets = [await s.addClient('turning')]
    /** Holders of the secret that is `behind` the newest so many rotations, where there was one. */
    const holders = (behind: number) =>
      Array.from({ length: HOLDERS }, (_, index) => async () => {
        const secret = secrets[secrets.length - 1 - behind] ?? secrets[0]!
        const { status } = await [s, replica][index % 2]!.form('/token', { grant_type: 'client_credentials' }, basic('turning', secret))
        // All have one address here, where refusals are bounded (L 8): that must not be felt by those with the new one.
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
    // Also of whoever asks while a secret is made: the old one is good all through the first change, the new one until it is replaced without a delay.
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
