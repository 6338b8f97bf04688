// `events list` as a real process beside a running service (docs/events.md).
import { expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { PASSWORD } from './mintmark.ts'
import { serving, token } from './serving.ts'

const NOON_MS = Date.parse('2025-03-01T12:00:00Z')

test.each(databases)('on $name, `events list` shows events newest first, filtered as requested (G 3)', async (database) => {
  const s = await serving(database)
  await token(s.url, { username: 'alice', password: PASSWORD })
  const { id } = await s.json('users add bob --generate --scope data:read')
  await s.run('users delete bob')
  const events = await s.events()
  // More than a page of old events, written last: the order follows the time, not the writing.
  await events.record(
    Array.from({ length: 450 }, (_, n) => ({
      type: 'logout' as const,
      atMs: NOON_MS + n * 1000,
      userId: id,
      clientId: n < 10 ? 'spa' : 'default',
    })),
  )

  const all = await s.json('events list')
  const stored = await events.list({ limit: 1000 })
  expect(all.map((event: { id: number }) => event.id)).toEqual(stored.map((event) => event.id))
  expect(new Set(all.map(({ type }: { type: string }) => type))).toEqual(
    new Set(['logout', 'user_deleted', 'user_created', 'login', 'keys_changed']),
  )
  // The name finds events while the account exists; the id always does.
  expect((await s.json('events list --user alice')).map(({ type }: { type: string }) => type)).toEqual(['login', 'user_created'])
  expect((await s.run('events list --user bob')).code).toBe(3)
  const ofBob = await s.json(`events list --user ${id}`)
  expect(ofBob).toHaveLength(452)
  expect(ofBob[0]).toMatchObject({ type: 'user_deleted', actor: 'command', detail: { username: 'bob' } })
  expect(ofBob[1]).toMatchObject({ type: 'user_created', clientId: null, detail: { scope: 'data:read' } })
  expect(ofBob.map(({ at }: { at: string }) => at)).toEqual(
    ofBob
      .map(({ at }: { at: string }) => at)
      .toSorted()
      .reverse(),
  )

  expect(await s.json('events list --client spa')).toHaveLength(10)
  expect(await s.json('events list --type user_deleted')).toHaveLength(1)
  expect(await s.json('events list --type user_unlocked')).toEqual([])
  expect(await s.json('events list --since 2025-03-01T12:00:01Z --until 2025-03-01T13:00:04+01:00')).toHaveLength(3)

  const { stdout } = await s.run(`events list --user ${id}`)
  const [headings, newest, ...rest] = stdout.trimEnd().split('\n')
  expect(headings).toMatch(/^AT +TYPE +COUNT +USER +CLIENT +ADDRESS +ACTOR +DETAIL$/)
  expect(newest).toContain('username: bob')
  expect(rest).toHaveLength(451)
  expect(rest[1]).toMatch(new RegExp(`^2025-03-01T12:07:29\\.000Z  logout +1 +${id}  default +- +- +-$`))
  // The columns of each page are aligned with those of the page before.
  expect(new Set([newest!, ...rest].map((line) => line.indexOf(id)))).toEqual(new Set([headings!.indexOf('USER')]))

  for (const wrong of ['--type nothing', '--since yesterday', '--until 2026-13-01T00:00:00Z'])
    expect(await s.run(`events list ${wrong}`), wrong).toMatchObject({ code: 2, stdout: '' })
})
