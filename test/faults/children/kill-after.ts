/**
 * Loaded into each thread of a service before it starts (`NODE_OPTIONS=--import`). It kills the service with
 * `kill -9` after a number of writing statements. The count starts at the statement that creates an account.
 *
 * @module
 */

import Sqlite from 'better-sqlite3'
import pg from 'pg'

const last = Number(process.env.KILL_AFTER_STATEMENT)
let count = 0

function ran(text: string): void {
  if (/^(select|pragma)/i.test(text) || (count === 0 && !text.startsWith('insert into "users"'))) return
  count += 1
  if (count === last) process.kill(process.pid, 'SIGKILL')
}

const prepare = Sqlite.prototype.prepare
Sqlite.prototype.prepare = function (this: Sqlite.Database, text: string) {
  const statement = prepare.call(this, text) as Sqlite.Statement<unknown[]>
  const run = statement.run
  statement.run = (...parameters) => {
    const result = run.apply(statement, parameters)
    ran(text)
    return result
  }
  return statement
} as never

const query = pg.Client.prototype.query as (...args: unknown[]) => Promise<unknown>
pg.Client.prototype.query = async function (this: pg.Client, ...args: unknown[]) {
  const result = await query.apply(this, args)
  const [asked] = args as [string | { text: string }]
  ran(typeof asked === 'string' ? asked : asked.text)
  return result
} as never
