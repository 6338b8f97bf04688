// `kill -9` of `migrate` itself at several moments, and then another run (REQUIREMENTS F 9).
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { databases } from '../support/databases.ts'
import { createClient } from './client.ts'
import { envOf, untilReady } from './crash-rounds.ts'
import { finished, killServing, run, serve } from './serving.ts'

/** From shortly after the start until `migrate` would be done. */
const MOMENTS_MS = [275, 375, 475]

describe.each(databases)('on $name', ({ fresh }) => {
  afterAll(killServing)

  test('`migrate` killed at any moment can be repeated and then served (F 9)', async () => {
    const { config } = await fresh({ empty: true })
    // On SQLite the service secret is also created, and must exist before the database.
    const { MINTMARK_SECRET: secret, ...rest } = envOf(config)
    const env = config.kind === 'sqlite' ? rest : { ...rest, MINTMARK_SECRET: secret! }
    for (const moment of MOMENTS_MS) {
      const migrating = run(['migrate'], env)
      const gone = once(migrating, 'exit')
      await Promise.race([sleep(moment), gone])
      migrating.kill('SIGKILL')
      await gone
    }
    expect(await finished(run(['migrate'], env))).toMatchObject({ code: 0 })
    const service = await serve({ ...env, MINTMARK_MIGRATE: 'off' })
    await untilReady(createClient(service.url))
    await service.kill()
  })
})
