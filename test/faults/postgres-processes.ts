import { readFileSync } from 'node:fs'
import type { PostgresServer } from '../support/postgres.ts'

/**
 * Returns all process ids of a server, as Linux reports them. The first accepts connections; each other one
 * serves a connection or the server.
 */
function processesOf({ pid }: PostgresServer): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)
  return [pid!, ...children]
}

/**
 * Stops the server's processes: it keeps its connections and says nothing, as if its disk or machine hung.
 * Returns a function that lets it continue.
 */
export function hang(server: PostgresServer): () => void {
  const stopped = processesOf(server)
  const signal = (name: NodeJS.Signals) => {
    for (const pid of stopped) process.kill(pid, name)
  }
  signal('SIGSTOP')
  return () => signal('SIGCONT')
}
