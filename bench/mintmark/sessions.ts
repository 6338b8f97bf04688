import Sqlite from 'better-sqlite3'
import { randomId, realSystem } from '../../src/system.ts'

/** Fewer than the sessions that a user may have. */
const SESSIONS_A_USER = 50

export interface Person {
  userId: string
  username: string
}

type Row = Record<string, unknown>

/**
 * Sessions as logins would make them, without a password hash for each: copies of the rows of one login, whatever columns they have. The users have its password too.
 */
export function copySessions(file: string, sessionId: string, count: number): (Person & { sessionId: string })[] {
  const db = new Sqlite(file)
  try {
    const session = db.prepare('select * from sessions where id = ?').get(sessionId) as Row
    const user = db.prepare('select * from users where id = ?').get(session.user_id) as Row
    const insertSession = inserter(db, 'sessions', session)
    const insertUser = inserter(db, 'users', user)
    let person: Person
    const copy = (_: unknown, i: number) => {
      if (i % SESSIONS_A_USER === 0) {
        const username = `bench-${randomId(realSystem)}`
        person = { userId: `usr_${randomId(realSystem)}`, username }
        insertUser({ ...user, id: person.userId, username, username_key: username.toLowerCase() })
      }
      const id = randomId(realSystem)
      insertSession({ ...session, id, user_id: person.userId })
      return { ...person, sessionId: id }
    }
    return db.transaction(() => Array.from({ length: count }, copy))()
  } finally {
    db.close()
  }
}

function inserter(db: Sqlite.Database, table: string, row: Row): (row: Row) => void {
  const columns = Object.keys(row)
  const statement = db.prepare(`insert into ${table} (${columns.join()}) values (${columns.map((name) => `@${name}`).join()})`)
  return (values) => void statement.run(values)
}
