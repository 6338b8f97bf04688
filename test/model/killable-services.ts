/**
 * Services for a run of the model that are processes of their own, so that `kill -9` can end one. Users and
 * clients are changed beside them, as commands do it.
 *
 * @module
 */

import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { composeAccounts } from '../../src/composition/accounts.ts'
import { createClient, type FaultClient } from '../faults/client.ts'
import { envOf } from '../faults/crash-rounds.ts'
import { type Env, finished, run, type Serving, serve } from '../faults/serving.ts'
import { type FreshDatabase, temporaryFolder } from '../support/databases.ts'
import { PASSWORD, testConfig } from '../support/service.ts'
import { createTestSystem } from '../support/test-system.ts'
import { OTHER_CLIENT, POLICY } from './rules.ts'
import type { Replica, Subject } from './run-requests.ts'

export interface Killable extends Subject {
  victim(index: number): Victim
  /** Starts a new process in the place of one that is gone. */
  restart(index: number): Promise<void>
  stop(): Promise<void>
}

/** One of the services. */
export interface Victim {
  replica: Replica
  /** Lets it end by itself before this answer, counted from now: the change is written, and nobody knows. */
  dieAtAnswer(count: number): void
  /** Resolves when it is gone. */
  gone(): Promise<unknown>
  /** Sends `kill -9`, and waits until it is gone. */
  kill(): Promise<void>
}

const LOADED = ['standing-clock', 'kill-at-answer'].map((name) => `--import=${new URL(`./children/${name}.ts`, import.meta.url)}`)

export async function startKillable({ config, open }: FreshDatabase, count: number): Promise<Killable> {
  const folder = temporaryFolder()
  const [clockFile, killFile] = [join(folder, 'clock'), join(folder, 'kill')]
  const system = createClock(clockFile)
  const env: Env = {
    ...envOf(config),
    MINTMARK_SESSION_IDLE_SECONDS: String(POLICY.idleSeconds),
    MINTMARK_SESSION_MAX_SECONDS: String(POLICY.maxSeconds),
    MINTMARK_REFRESH_GRACE_SECONDS: String(POLICY.refreshGraceSeconds),
    NODE_OPTIONS: LOADED.join(' '),
    STANDING_CLOCK: clockFile,
    KILL_AT_ANSWER: killFile,
  }
  const { code, output } = await finished(run(['clients', 'add', OTHER_CLIENT, '--public', '--grant', 'refresh_token'], env))
  if (code !== 0) throw new Error(output)
  const { administration } = composeAccounts({ config: testConfig(config), database: await open(), system })

  const services: Serving[] = []
  const replicas: FaultClient[] = []
  async function start(index: number): Promise<void> {
    services[index] = await serve(env)
    replicas[index] = createClient(services[index].url)
  }
  for (let index = 0; index < count; index += 1) await start(index)

  return {
    replicas,
    system,
    async addUser(username) {
      const made = await administration.create({ username, password: PASSWORD, scope: 'data:read' }, { atMs: system.nowMs() })
      if (made.kind !== 'created') throw new Error(`${username} was not made: ${made.kind}`)
      return made.user.id
    },
    setDisabled: async (userId, disabled) => void (await administration.change(userId, { disabled }, { atMs: system.nowMs() })),
    victim(index) {
      const { pid, exit, kill } = services[index]!
      return { replica: replicas[index]!, dieAtAnswer: (count) => writeFileSync(`${killFile}-${pid}`, String(count)), gone: exit, kill }
    },
    restart: start,
    stop: async () => void (await Promise.all(services.map((service) => service.kill()))),
  }
}

/** Makes a clock that a file shows to other processes. A rename, because a reader must not see half of it. */
function createClock(file: string): Subject['system'] {
  const clock = createTestSystem()
  const show = (): void => {
    writeFileSync(`${file}.new`, String(clock.nowMs()))
    renameSync(`${file}.new`, file)
  }
  show()
  const setClockSeconds = (seconds: number): void => {
    clock.setClockSeconds(seconds)
    show()
  }
  return { ...clock, setClockSeconds }
}
