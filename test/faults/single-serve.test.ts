// One `serve` per SQLite file, commands beside it, and a schema that is behind (REQUIREMENTS F 10,
// docs/design/data.md#migrations).
import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { databases, temporaryFolder } from '../support/databases.ts'
import { createClient } from './client.ts'
import { envOf, untilReady } from './crash-rounds.ts'
import { createCrowd } from './crowd.ts'
import { FAST, finished, killServing, run, serve } from './serving.ts'

afterAll(killServing)

describe('a SQLite file has one service', () => {
  const fileEnv = (file: string) => ({ ...FAST, DATABASE_URL: `sqlite:${file}` })

  test('a second serve or dev ends with 4, and the first continues (F 10)', async () => {
    const file = join(temporaryFolder(), 'mintmark.db')
    const first = await serve(fileEnv(file))
    const alias = join(temporaryFolder(), 'alias.db')
    symlinkSync(file, alias)
    const seconds = [run(['serve'], fileEnv(file)), run(['serve'], fileEnv(alias)), run(['dev'], fileEnv(file))]
    for (const { code, output } of await Promise.all(seconds.map(finished))) {
      expect(code).toBe(4)
      expect(output).toMatch(/^Another service runs on \S+, and a SQLite file can have only one: .*$/m)
    }
    await untilReady(createClient(first.url))
    first.signal('SIGTERM')
    expect(await first.exit()).toBe(0)
    const next = await serve(fileEnv(file))
    await next.kill()
  })

  test('of two that start at once, one runs; killed, it blocks nobody (F 10)', async () => {
    const file = join(temporaryFolder(), 'new', 'mintmark.db')
    const outcomes = await Promise.allSettled([serve(fileEnv(file)), serve(fileEnv(file))])
    const running = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    expect(running).toHaveLength(1)
    await running[0]!.kill()
    await (await serve(fileEnv(file))).kill()
  })

  test('commands beside a service under load succeed and disturb nobody (F 10)', async () => {
    const config = { kind: 'sqlite', file: join(temporaryFolder(), 'mintmark.db') } as const
    const env = envOf(config)
    const crowd = await createCrowd(config)
    const service = await serve(env)
    const client = createClient(service.url)
    let over = false
    const load = crowd.act([client], () => over)
    const commands = [['migrate'], ['users', 'add', 'bob', '--generate'], ['users', 'disable', 'bob']]
    for (const command of commands) expect(await finished(run(command, env))).toMatchObject({ code: 0 })
    over = true
    await load
    await crowd.check(client)
    expect(client.slowestMs.has(503)).toBe(false)
    await service.kill()
  })
})

describe.each(databases)('MINTMARK_MIGRATE=off on $name', ({ fresh }) => {
  test('an outdated database is refused with 4, and served after `migrate`', async () => {
    const { config } = await fresh({ empty: true })
    const env = envOf(config)
    if (config.kind === 'sqlite') expect(existsSync(config.file)).toBe(false)
    const { code, output } = await finished(run(['serve'], { ...env, MINTMARK_MIGRATE: 'off' }))
    expect(code).toBe(4)
    expect(output).toContain('The database is not up to date, and MINTMARK_MIGRATE is off: run `migrate` first.')
    expect(await finished(run(['migrate'], env))).toMatchObject({ code: 0 })
    await (await serve({ ...env, MINTMARK_MIGRATE: 'off' })).kill()
  })
})
