import { join } from 'node:path'
import pg from 'pg'
import { createFolder } from '../support/cleanup.ts'

/** A database of one service. */
export interface Store {
  /** The value of `DATABASE_URL`. */
  url: string
  /** The file of an embedded database. */
  file?: string
  /** The process of the database server. Its CPU time is counted too. */
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
  // The database is removed with its server.
  return { url: url.replace(/\/postgres$/, `/${name}`), serverPid: pid!, remove: async () => {} }
}
