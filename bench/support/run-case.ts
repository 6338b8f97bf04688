import { prepare } from '../mintmark/prepare.ts'
import { createPostgresStore, createSqliteStore, type DatabaseServer } from '../mintmark/store.ts'
import type { Tree } from '../mintmark/tree.ts'
import { type Bench, type BenchCase, CaseSkipped, type Options } from './bench-case.ts'
import { startChild } from './child.ts'
import { createFolder } from './cleanup.ts'
import { startFastApi } from './fastapi.ts'
import { startDatabaseServer } from './postgres.ts'
import type { Report } from './report.ts'

export interface Surroundings {
  trees: Tree[]
  /** The reason why there are no peers; absent if they are installed. */
  peersMissing?: string | undefined
  profileFolder?: string | undefined
}

/** Registers the removal of a thing for the end of the case, and returns the thing. */
type PutAway = <T>(thing: T, action: (thing: T) => unknown) => T

/** Runs a case, and stops everything that it started. */
export async function runCase({ run }: BenchCase, options: Options, surroundings: Surroundings): Promise<Report[]> {
  const over: (() => unknown)[] = []
  const after: PutAway = (thing, action) => {
    over.push(() => action(thing))
    return thing
  }
  try {
    return await run(createBench(options, surroundings, after))
  } finally {
    for (const action of over.reverse()) await action()
  }
}

function createBench(options: Options, { trees, peersMissing, profileFolder }: Surroundings, after: PutAway): Bench {
  const skipped: string[] = []
  const postgres = once(() => startPostgres(after))
  const bench: Bench = {
    ...options,
    trees,
    async reference(script, { place = 'server', env = {} } = {}) {
      if (options.alone) return undefined
      return after(await startChild(script, { place, env, profileFolder }), ({ stop }) => stop())
    },
    async peer(script, given) {
      if (peersMissing === undefined) return bench.reference(script, given)
      skipped.push(`Skipped: ${script}, since ${peersMissing}.`)
      return undefined
    },
    async fastApi(place = 'server') {
      if (options.alone) return undefined
      const server = await startFastApi(place)
      if (!('missing' in server)) return after(server, ({ stop }) => stop())
      skipped.push(`Skipped: FastAPI, since ${server.missing}.`)
      return undefined
    },
    async prepare(tree, { database = 'sqlite', settings } = {}) {
      const store = database === 'sqlite' ? createSqliteStore() : await createPostgresStore(await postgres())
      return after(await prepare(tree, store, settings), ({ remove }) => remove())
    },
    async prepareAll(given) {
      const services = []
      for (const tree of trees) services.push(await bench.prepare(tree, given))
      return services
    },
    serve: async (service, place = 'server') => after(await service.serve({ place, profileFolder }), ({ stop }) => stop()),
    folder: () => after(createFolder(), ({ remove }) => remove()),
    skipped: () => [...new Set(skipped)],
  }
  return bench
}

async function startPostgres(after: PutAway): Promise<DatabaseServer> {
  const server = await startDatabaseServer()
  if (server === undefined) throw new CaseSkipped('it needs a PostgreSQL from npm, which this platform does not have')
  return after(server, ({ remove }) => remove())
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
