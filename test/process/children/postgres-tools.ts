/**
 * Replaces `psql`, `pg_dump` and `pg_restore`, which the embedded PostgreSQL of the tests lacks. A dump is a
 * copy of the whole database (`CREATE DATABASE … TEMPLATE`), and its file holds the name of the copy. Unlike
 * the real tool, it cuts the service's connections, because a template must not be in use.
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import pg from 'pg'

const DUMP = 'mintmark_dump'

const [tool, ...args] = process.argv.slice(2)
const { values, positionals } = parseArgs({
  args,
  allowPositionals: true,
  options: {
    command: { type: 'string', multiple: true, default: [] },
    set: { type: 'string' },
    format: { type: 'string' },
    file: { type: 'string', default: '' },
    dbname: { type: 'string', default: '' },
    'no-owner': { type: 'boolean' },
    'exit-on-error': { type: 'boolean' },
  },
})

/** Runs statements one after the other, as the administrator of the server in `url`. */
async function administer(url: string, ...statements: string[]): Promise<void> {
  const { href } = Object.assign(new URL(url), { username: 'postgres', pathname: '/postgres' })
  const client = new pg.Client({ connectionString: href, options: '-c statement_timeout=0 -c lock_timeout=0' })
  await client.connect()
  try {
    for (const statement of statements) await client.query(statement)
  } finally {
    await client.end()
  }
}

const databaseOf = (url: string): string => new URL(url).pathname.slice(1)

if (tool === 'psql') {
  await administer(positionals[0]!, ...values.command)
} else if (tool === 'pg_dump') {
  const [url] = positionals as [string]
  const cut = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${databaseOf(url)}'`
  await administer(url, cut, `create database ${DUMP} template ${databaseOf(url)}`)
  writeFileSync(values.file, DUMP)
} else {
  const [file, name] = [readFileSync(positionals[0]!, 'utf8'), databaseOf(values.dbname)]
  await administer(
    values.dbname,
    `drop database ${name}`,
    `create database ${name} template ${file} owner ${new URL(values.dbname).username}`,
  )
}
