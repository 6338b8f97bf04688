/**
 * Threads for hashes, and how they are spoken to: `createHashThreads` sends the work, `answerEach` does it.
 *
 * @module
 */

import { parentPort, Worker } from 'node:worker_threads'
import { unavailable } from '../../errors.ts'
import { lowerThreadPriority } from '../../system.ts'

/** Threads that are not libuv's, so that no signature and no file waits behind a hash. */
export interface HashThreads<Work, Answer> {
  /**
   * Does one piece of work on a thread that has nothing else to do.
   *
   * @throws {Refusal} unavailable if the thread fails. It has ended then, and the next work starts another.
   */
  run(work: Work): Promise<Answer>
  /** Ends all threads. Work that is not done fails. */
  close(): Promise<void>
}

/**
 * Creates threads for work that takes milliseconds: as many as were ever needed at once. The caller bounds
 * that number.
 *
 * @param file The body of a thread, which calls `answerEach`.
 */
export function createHashThreads<Work, Answer>(file: URL): HashThreads<Work, Answer> {
  const all = new Set<HashThread<Work, Answer>>()
  const idle = new Set<HashThread<Work, Answer>>()

  function start(): HashThread<Work, Answer> {
    const thread = startThread<Work, Answer>(file, () => {
      all.delete(thread)
      idle.delete(thread)
    })
    all.add(thread)
    return thread
  }
  return {
    async run(work) {
      try {
        const [thread = start()] = idle
        idle.delete(thread)
        const answer = await thread.run(work)
        idle.add(thread)
        return answer
      } catch (cause) {
        throw unavailable('The password cannot be checked now.', cause)
      }
    },
    async close() {
      await Promise.all([...all].map(({ worker }) => worker.terminate()))
    },
  }
}

interface HashThread<Work, Answer> {
  worker: Worker
  run(work: Work): Promise<Answer>
}

function startThread<Work, Answer>(file: URL, ended: () => void): HashThread<Work, Answer> {
  const worker = new Worker(file)
  let answer = Promise.withResolvers<Answer>()
  worker.on('message', (message: Answer) => answer.resolve(message))
  worker.on('error', (error) => answer.reject(error))
  worker.on('exit', () => {
    ended()
    answer.reject(new Error('the thread has ended'))
  })
  return {
    worker,
    async run(work) {
      answer = Promise.withResolvers()
      worker.ref()
      worker.postMessage(work)
      try {
        return await answer.promise
      } finally {
        // A thread that waits does not keep the process alive.
        worker.unref()
      }
    },
  }
}

/** Makes this thread do each piece of work that it is sent, at a low priority. */
export function answerEach<Work, Answer>(compute: (work: Work) => Answer): void {
  lowerThreadPriority()
  parentPort!.on('message', (work: Work) => parentPort!.postMessage(compute(work)))
}
