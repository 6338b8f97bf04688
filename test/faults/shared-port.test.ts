// Several `serve` on one PostgreSQL share a port (docs/deploy.md#several-processes-on-one-port).
import { get } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../../bench/support/free-port.ts'
import { postgres } from '../support/databases.ts'
import { envOf } from './crash-rounds.ts'
import { type Env, finished, killServing, run, type Serving, serve } from './serving.ts'

const CLIENTS = 8
const REQUESTS = 64

/** The status of a request without a token. The log shows only requests that were refused. */
const ANSWERED = 401

/** Sends a request on a connection of its own. Resolves to the status, or to the code of the error. */
const visit = (url: string) =>
  new Promise<number | string>((resolve) => {
    get(`${url}/protected`, { agent: false }, (response) => response.resume().on('end', () => resolve(response.statusCode!))).on(
      'error',
      (error: NodeJS.ErrnoException) => resolve(error.code!),
    )
  })

const visitsOf = ({ output }: Serving) => output().match(/"path":"\/protected"/g)?.length ?? 0

describe.skipIf(postgres === null || process.platform !== 'linux')('a shared port', () => {
  let env: Env
  beforeAll(async () => {
    const { config } = await postgres!.fresh({ empty: true })
    env = { ...envOf(config), PORT: String(await freePort()), MINTMARK_REUSE_PORT: 'on' }
  })
  afterAll(killServing)

  test('both processes answer, and a restart of each refuses no connection (F 7)', async () => {
    const first = await serve(env)
    const second = await serve(env)
    for (let i = 0; i < REQUESTS; i += 1) expect(await visit(first.url)).toBe(ANSWERED)
    for (const one of [first, second]) await expect.poll(() => visitsOf(one)).toBeGreaterThan(0)

    const outcomes = new Map<number | string, number>()
    let over = false
    const load = Array.from({ length: CLIENTS }, async () => {
      while (!over) {
        const outcome = await visit(first.url)
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      }
    })
    for (const old of [first, second]) {
      await serve(env)
      old.signal('SIGTERM')
      expect(await old.exit()).toBe(0)
    }
    over = true
    await Promise.all(load)
    // A connection that comes in the moment of a stop can be reset (docs/deploy.md). None is refused.
    const { [ANSWERED]: answered, ECONNRESET: reset = 0, ...others } = Object.fromEntries(outcomes)
    expect(others).toEqual({})
    expect(answered).toBeGreaterThan(reset * 20)
  })

  test('a process without the setting is refused the port, and the reverse', async () => {
    const alone = { ...env, PORT: String(await freePort()), MINTMARK_REUSE_PORT: 'off' }
    const holder = await serve(alone)
    const sharing = await finished(run(['serve'], { ...alone, MINTMARK_REUSE_PORT: 'on' }))
    expect(sharing).toMatchObject({ code: 4, output: expect.stringMatching(/does not share it: .* MINTMARK_REUSE_PORT=on/) })
    await holder.kill()
    await serve({ ...alone, MINTMARK_REUSE_PORT: 'on' })
    expect(await finished(run(['serve'], alone))).toMatchObject({ code: 4, output: expect.stringContaining('Something else listens') })
  })
})
