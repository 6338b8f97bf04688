/** The body of a thread that compares passwords with hashes of bcrypt. @module */

import { parentPort } from 'node:worker_threads'
import { compareSync } from 'bcryptjs'

parentPort!.on('message', ({ hash, password }: { hash: string; password: string }) => {
  parentPort!.postMessage(compareSync(password, hash))
})
