/** Holds the write lock of the given file until standard input delivers anything, then commits. @module */

import Sqlite from 'better-sqlite3'

const db = new Sqlite(process.argv[2]!)
db.exec('begin immediate; update t set counter = 500')
process.stdout.write('locked\n')
process.stdin.once('data', () => {
  db.exec('commit')
  db.close()
  process.exit()
})
