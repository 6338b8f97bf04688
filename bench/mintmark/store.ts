import { join } from 'node:path'
import pg from 'pg'
import { createFolder } from '../support/cleanup.ts'

/** A database of one service. */
export interface Store {
  /** As `DATABASE_URL` has it. */
  url: string
  /** Of an embedded database. */
  file?: string
  /** Of the database server, whose CPU time is counted too. */
  serverPid?: number
  remove(): Promise<void>
}

/** The server that holds the databases of one case. */
export interface DatabaseServer {
  url: string
  readonly pid: number | undefined
}

export function createSqliteStore(): Store {
  const folder = createFolder()
  const file = join(folder.path, 'mintmark.db')
  return { url: `sqlite:${file}`, file, remove: async () => folder.remove() }
}

let databases = 0

export async function createPostgresStore({ url, pid }: DatabaseServer): Promise<Store> {
  databases += 1
  const name = `bench_${databases}`
  const client = new pg.Client(url)
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  // The database goes with its server.
  return { url: url.replace(/\/postgres$/, `/${name}`), serverPid: pid!, remove: async () => {} }
}
