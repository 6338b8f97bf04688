import { Worker } from 'node:worker_threads'
import type { Result, Write } from '../statement.ts'
import { StorageError } from '../storage-error.ts'
import type { Outcome, Writer } from './storage.ts'
import { type FlatOutcome, type Reply, revive, reviveOutcome } from './worker-messages.ts'

interface Waiting {
  resolve(value: unknown): void
  reject(error: unknown): void
}

type Call = (method: keyof Writer, arg?: unknown) => Promise<unknown>

interface Thread {
  call: Call
  /**
   * Why the thread is of no more use. Its unanswered calls failed with this error; their writes may or may
   * not have happened.
   */
  ended: StorageError | undefined
}

/** Sends calls to the thread and returns its replies. */
function startThread(worker: Worker): Thread {
  const waiting = new Map<number, Waiting>()
  let lastId = 0

  function fail(cause: unknown): void {
    thread.ended ??= new StorageError('CLOSED', cause)
    for (const { reject } of waiting.values()) reject(thread.ended)
    waiting.clear()
  }
  worker.on('message', (reply: Reply) => {
    const { resolve, reject } = waiting.get(reply.id)!
    waiting.delete(reply.id)
    if (reply.kind === 'threw') reject(revive(reply.error))
    else resolve(reply.value)
  })
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('the writer thread ended')))

  const call: Call = (method, arg) =>
    new Promise((resolve, reject) => {
      if (thread.ended !== undefined) return reject(thread.ended)
      lastId += 1
      worker.postMessage({ id: lastId, method, arg }) // Throws for a parameter that cannot be cloned.
      waiting.set(lastId, { resolve, reject })
    })
  const thread: Thread = { call, ended: undefined }
  return thread
}

const THREAD = new URL('./writer-thread.ts', import.meta.url)

/**
 * Runs the writer on a thread of its own, so that a slow disk does not delay reads. If the thread dies, the
 * next call starts another.
 */
export async function openWorkerWriter(file: string): Promise<Writer> {
  const start = (): Thread => startThread(new Worker(THREAD, { workerData: { file } }))
  let thread = start()
  let closed = false
  const call: Call = (method, arg) => {
    if (thread.ended !== undefined && !closed) thread = start()
    if (method === 'close') closed = true
    return thread.call(method, arg)
  }

  async function group(writes: readonly Write[]): Promise<Outcome[]> {
    try {
      return ((await call('group', writes)) as FlatOutcome[]).map(reviveOutcome)
    } catch (error) {
      if (!(error instanceof DOMException) || writes.length === 1) throw error
      // One parameter cannot be sent: only its statement fails.
      return Promise.all(
        writes.map((write) =>
          group([write]).then(
            ([outcome]) => outcome!,
            (error: unknown) => ({ kind: 'failed', error }) as const,
          ),
        ),
      )
    }
  }

  await call('rollback') // Changes nothing; its reply says whether the file could be opened.
  return {
    begin: async () => void (await call('begin')),
    commit: async () => void (await call('commit')),
    rollback: async () => void (await call('rollback')),
    run: ({ sql, parameters }) => call('run', { sql, parameters }) as Promise<Result>,
    group,
    close: async () => void (await call('close')),
  }
}
