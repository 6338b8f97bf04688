/** The body of a thread, which compares passwords with bcrypt hashes. @module */

import { parentPort } from 'node:worker_threads'
import { compareSync } from 'bcryptjs'

parentPort!.on('message', ({ hash, password }: { hash: string; password: string }) => {
  parentPort!.postMessage(compareSync(password, hash))
})
