import { parentPort } from 'node:worker_threads'
import { lowerThreadPriority } from '../../system.ts'

/** Makes this thread do each piece of work that it is sent (`hash-threads.ts`), at the lowest priority. */
export function answerEach<Work, Answer>(compute: (work: Work) => Answer): void {
  lowerThreadPriority()
  parentPort!.on('message', (work: Work) => parentPort!.postMessage(compute(work)))
}
