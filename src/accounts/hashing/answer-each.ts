import { constants, setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'

/** Makes this thread do each piece of work that it is sent (`hash-threads.ts`), at the lowest priority. */
export function answerEach<Work, Answer>(compute: (work: Work) => Answer): void {
  lowerPriority()
  parentPort!.on('message', (work: Work) => parentPort!.postMessage(compute(work)))
}

/**
 * The threads that answer requests run before this one, so that a flood of logins does not make every other
 * route wait. Only Linux has priorities of threads (setpriority(2)); elsewhere it would be the whole process.
 */
function lowerPriority(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(constants.priority.PRIORITY_LOW)
  } catch {
    // A sandbox that forbids it costs only the other routes some milliseconds.
  }
}
