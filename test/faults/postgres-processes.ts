import { readFileSync } from 'node:fs'
import type { PostgresServer } from '../support/postgres.ts'

/** All processes of a server, by what Linux tells; the first takes connections, each of the others serves one or the server itself. */
function processesOf({ pid }: PostgresServer): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').map(Number)
  return [pid!, ...children]
}

/** It keeps its connections and says nothing, as a server whose disk or machine hangs; returns what makes it go on. */
export function hang(server: PostgresServer): () => void {
  const stopped = processesOf(server)
  const signal = (name: NodeJS.Signals) => {
    for (const pid of stopped) process.kill(pid, name)
  }
  signal('SIGSTOP')
  return () => signal('SIGCONT')
}
