import type { Result, Write } from '../statement.ts'
import type { Outcome, SqliteStorage, Transaction, Writer } from './storage.ts'
import { createTurns, whenFree } from './waiting.ts'

/** Limits how long one group holds the lock and a thread. */
const MAX_GROUP = 256

interface Waiting {
  write: Write
  /** When it is refused at the latest, by `performance.now()`. */
  deadline: number
  resolve(results: Result[]): void
  reject(error: unknown): void
}

/** Writes of one turn of the event loop share a COMMIT, and so an fsync; each has its own outcome. */
export interface GroupCommit extends Pick<SqliteStorage, 'write' | 'begin'> {
  /** Resolves when nothing waits any more. */
  drain(): Promise<void>
}

function answer(group: Waiting[], outcomes: Outcome[]): void {
  for (const [i, outcome] of outcomes.entries()) {
    if (outcome.kind === 'written') group[i]!.resolve(outcome.results)
    else group[i]!.reject(outcome.error)
  }
}

const leftOf = ({ deadline }: Waiting): number => Math.max(0, deadline - performance.now())

/**
 * Groups and transactions take turns.
 *
 * @param limitMs How long a write waits, for its turn and for another process together.
 * @param committed Called after each commit, with the number of writes in it.
 */
export function createGroupCommit(writer: Writer, limitMs: number, committed: (writes: number) => void = () => {}): GroupCommit {
  const turns = createTurns()
  const pending: Waiting[] = []

  async function commitPending(): Promise<void> {
    const group = pending.splice(0, MAX_GROUP)
    if (pending.length > 0) setImmediate(flush)
    if (group.length === 0) return
    try {
      const outcomes = await whenFree(leftOf(group[0]!), () => writer.group(group.map(({ write }) => write)))
      committed(group.length)
      answer(group, outcomes)
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  async function flush(): Promise<void> {
    try {
      await turns.take(pending[0] === undefined ? limitMs : leftOf(pending[0]))
    } catch (error) {
      for (const { reject } of pending.splice(0)) reject(error)
      return
    }
    try {
      await commitPending()
    } finally {
      turns.give()
    }
  }

  const write = (write: Write): Promise<Result[]> =>
    new Promise((resolve, reject) => {
      if (pending.push({ write, deadline: performance.now() + limitMs, resolve, reject }) === 1) setImmediate(flush)
    })

  async function begin(beginLimitMs: number): Promise<Transaction> {
    await turns.take(beginLimitMs)
    try {
      await whenFree(beginLimitMs, () => writer.begin())
    } catch (error) {
      turns.give()
      throw error
    }
    return {
      run: async (statement) => writer.run(statement),
      commit: async () => {
        await writer.commit()
        turns.give()
      },
      rollback: async () => {
        try {
          await writer.rollback()
        } finally {
          turns.give()
        }
      },
    }
  }

  async function drain(): Promise<void> {
    do await flush()
    while (pending.length > 0)
  }

  return { write, begin, drain }
}
