/**
 * Raw SQLite: the one guarded UPDATE of a refresh, durable (WAL, `synchronous=FULL`), several in a
 * transaction. There is no HTTP and no signature.
 *
 * @module
 */

import Sqlite from 'better-sqlite3'
import { noPort, serveParent } from '../support/serve-parent.ts'

const { FILE, SESSIONS, GROUP } = process.env
const sessions = Number(SESSIONS)
const group = Number(GROUP)

const db = new Sqlite(FILE)
db.pragma('journal_mode = WAL')
db.pragma('synchronous = FULL')
db.exec(
  'create table sessions (id text primary key, user_id text, counter integer, rotated_at_ms integer, idle_ends_at_ms integer) without rowid',
)
const insert = db.prepare('insert into sessions values (?, ?, 0, 0, 0)')
db.transaction(() => {
  for (let i = 0; i < sessions; i += 1) insert.run(idOf(i), `usr_${idOf(i)}`)
})()
const rotate = db.prepare(
  'update sessions set counter = counter + 1, rotated_at_ms = ?, idle_ends_at_ms = ? where id = ? and counter = ? returning user_id, counter',
)
const counters = new Array<number>(sessions).fill(0)
let next = 0

const rotateGroup = db.transaction(() => {
  for (let i = 0; i < group; i += 1) {
    const session = next++ % sessions
    const row = rotate.get(Date.now(), Date.now() + 1_209_600_000, idOf(session), counters[session]) as { counter: number }
    counters[session] = row.counter
  }
})

function idOf(i: number): string {
  return `session-${String(i).padStart(14, '0')}`
}

serveParent({
  ...noPort,
  loop(seconds: number): { answered: number; seconds: number } {
    const start = performance.now()
    let answered = 0
    while (performance.now() < start + seconds * 1000) {
      rotateGroup.immediate()
      answered += group
    }
    return { answered, seconds: (performance.now() - start) / 1000 }
  },
})
