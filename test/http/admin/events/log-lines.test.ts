// REQUIREMENTS G 3: each event is one line of the log (docs/events.md#in-the-log).
import { describe, expect } from 'vitest'
import { onEachDatabase } from '../../../support/fixtures.ts'
import type { RunningService } from '../../../support/service.ts'

const auditLines = ({ logged }: RunningService) => logged.map((line) => JSON.parse(line)).filter(({ message }) => message === 'audit event')

describe.each(onEachDatabase())('on $name', ({ test }) => {
  test('each event has one line, equal to that of the admin API (G 3)', async ({ service, alice, admin }) => {
    await service.send('POST', '/logout', { headers: { authorization: `Bearer ${alice.access_token}` } })
    const { events } = (await admin.send('GET', '/admin/events?limit=100')).body
    const expected = events.map(({ type, detail, ...rest }: { type: string; detail?: object }) => ({ event: type, ...rest, ...detail }))
    const lines = auditLines(service).map(({ level, time, message, ...rest }) => rest)
    expect(lines.toSorted((a, b) => b.id - a.id)).toEqual(expected.toSorted((a: { id: number }, b: { id: number }) => b.id - a.id))
    expect(lines.map(({ event }) => event)).toContain('logout')
  })

  test('a refused login has no such line of its own', async ({ service }) => {
    const before = auditLines(service).length
    await service.form('/token', { username: 'nobody', password: 'wrong' })
    expect(auditLines(service)).toHaveLength(before)
  })
})
