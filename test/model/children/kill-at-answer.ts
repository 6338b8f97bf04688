/**
 * Loaded into a service before it starts (`NODE_OPTIONS=--import`). A file of this process may name an
 * answer, counted from then. Before that answer the service ends by `kill -9`: the change is written, and
 * nobody knows.
 *
 * @module
 */

import { readFileSync } from 'node:fs'
import { ServerResponse } from 'node:http'

const file = `${process.env.KILL_AT_ANSWER}-${process.pid}`
let answers = 0
const { writeHead } = ServerResponse.prototype

ServerResponse.prototype.writeHead = function (this: ServerResponse, ...head: unknown[]) {
  const last = lastAnswer()
  if (last !== undefined) answers += 1
  if (answers === last) process.kill(process.pid, 'SIGKILL')
  return Reflect.apply(writeHead, this, head)
}

function lastAnswer(): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
