/** The body of the writer's thread: a `Writer` behind messages. @module */

import { parentPort, workerData } from 'node:worker_threads'
import type { Result, Statement, Write } from '../statement.ts'
import { fromSqlite } from './errors.ts'
import { flatten, flattenOutcome, type Reply } from './worker-messages.ts'
import { createWriter, type LocalWriter } from './writer.ts'

type Call = { id: number } & (
  | { method: 'begin' | 'commit' | 'rollback' | 'close' }
  | { method: 'run'; arg: Statement }
  | { method: 'group'; arg: Write[] }
)

const { file } = workerData as { file: string }
let opened: LocalWriter | undefined

/** Opens the file at the first call, which fails if that is not possible. */
function writer(): LocalWriter {
  try {
    opened ??= createWriter(file)
    return opened
  } catch (error) {
    throw fromSqlite(error)
  }
}

function perform(call: Call): Result | unknown[] | undefined {
  if (call.method === 'run') return writer().run(call.arg)
  if (call.method === 'group') return writer().group(call.arg).map(flattenOutcome)
  writer()[call.method]()
  return undefined
}

const reply = (message: Reply): void => parentPort!.postMessage(message)

parentPort!.on('message', (call: Call) => {
  try {
    reply({ id: call.id, kind: 'returned', value: perform(call) })
  } catch (error) {
    reply({ id: call.id, kind: 'threw', error: flatten(error) })
  }
  if (call.method === 'close') parentPort!.close()
})
