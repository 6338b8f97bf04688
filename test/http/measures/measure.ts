/**
 * A measure is a row of a table: what was done, and what the answers must say about it. It compares members
 * of answers with what the test's own clock and count say, never with another answer.
 *
 * @module
 */

import { expect } from 'vitest'
import type { DatabaseConfig } from '../../../src/config.ts'
import { administrator, tokenOf } from '../../support/admin.ts'
import { atEndOfFile, type TestDatabase } from '../../support/databases.ts'
import { type Answer, ISSUER, type RunningService, type ServiceOptions, startService } from '../../support/service.ts'

// biome-ignore lint/suspicious/noExplicitAny: the contract has its shape, and every answer is checked against it
type Json = any

/** What a row works with: a service, its clock, and what was compared so far. */
export interface Story {
  service: RunningService
  /** Sends a request of the administration. The administrator logs in again for each, since time passes. */
  ask(method: string, path: string, body?: object): Promise<Answer>
  /** Returns a name that no other row has. */
  newName(): string
  /** Writes a time that is `seconds` from now (RFC 3339). */
  at(seconds?: number): string
  wait(seconds: number): void
  /** Compares members of an answer with what they must be. Undefined means that the member is absent. */
  see(schema: string, answered: Json, expected: object): void
  /** Notes the members of a request whose effect the row sees, and returns them. */
  send<Members extends object>(schema: string, members: Members): Members
  /** Starts another service, on another database unless `sameDatabase`. */
  elsewhere(options: ServiceOptions & { sameDatabase?: boolean }): Promise<Story>
}

export interface Measure {
  /** What holds, as a sentence. */
  truth: string
  /** What it holds, as `measuredMembers` names it. Each has two values, so that none can be fixed. */
  members: string[]
  /** Needs a service that no other row has used. */
  alone?: boolean
  hold(story: Story): Promise<void>
}

/** The values that were compared, by the name of the member. */
export type Compared = Map<string, Set<unknown>>

let names = 0
const newName = () => {
  names += 1
  return `name${names}`
}

/** A service for rows, and where another one can be started. */
export interface Stage {
  on: TestDatabase
  database: DatabaseConfig
  options: ServiceOptions
  service: RunningService
  acts: Acts
}

/** Starts a service for rows, on a new database unless one is given. It is stopped at the end of the file. */
export async function startStage(on: TestDatabase, options: ServiceOptions = {}, given?: DatabaseConfig): Promise<Stage> {
  const database = given ?? (await on.fresh()).config
  const service = await startService(database, options)
  atEndOfFile(() => service.stop())
  return { on, database, options, service, acts: actsOn(service) }
}

/** Creates the story of a row, which notes in `compared` what it compares. */
export const tell = (stage: Stage, compared: Compared): Story => ({
  ...stage.acts,
  ...comparisons(compared),
  async elsewhere({ sameDatabase = false, ...others }) {
    const { on, database, options } = stage
    return tell(sameDatabase ? await startStage(on, { ...options, ...others }, database) : await startStage(on, others), compared)
  },
})

type Acts = Pick<Story, 'service' | 'ask' | 'newName' | 'at' | 'wait'>

function actsOn(service: RunningService): Acts {
  const root = newName()
  let made: Promise<unknown> | undefined
  return {
    service,
    async ask(method, path, body) {
      made ??= administrator(service, root)
      await made
      const token = await tokenOf(service, root, { scope: 'admin', resource: ISSUER })
      if (body !== undefined) return service.json(method, path, body, token)
      return service.send(method, path, { headers: { authorization: `Bearer ${token}` } })
    },
    newName,
    at: (seconds = 0) => new Date(service.system.nowMs() + seconds * 1000).toISOString(),
    wait: (seconds) => service.system.advanceSeconds(seconds),
  }
}

function comparisons(compared: Compared): Pick<Story, 'see' | 'send'> {
  const note = (schema: string, members: object) => {
    for (const [name, value] of Object.entries(members)) {
      const member = schema === '' ? name : `${schema}.${name}`
      compared.set(member, (compared.get(member) ?? new Set()).add(value))
    }
  }
  return {
    see(schema, answered, expected) {
      const shown = Object.fromEntries(Object.keys(expected).map((name) => [name, answered?.[name]]))
      expect(shown, schema).toEqual(expected)
      note(schema, expected)
    },
    send(schema, members) {
      note(schema, members)
      return members
    },
  }
}
