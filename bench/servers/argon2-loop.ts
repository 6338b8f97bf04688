/** Raw argon2 with the parameters of the service, as many at once as there are cores. @module */

import { availableParallelism } from 'node:os'
import * as argon2 from 'argon2'
import { readConfig } from '../../src/config.ts'
import { serveParent } from '../support/serve-parent.ts'

const { memoryKib, passes, parallelism } = readConfig({ env: {}, mode: 'command' }).config.password.argon2
const PASSWORD = Buffer.from('a password of the bench')
const hash = await argon2.hash(PASSWORD, { type: argon2.argon2id, memoryCost: memoryKib, timeCost: passes, parallelism })

serveParent({
  hello: () => ({}),
  /** How many were verified, and in what time. */
  async loop(seconds: number): Promise<{ answered: number; seconds: number }> {
    const start = performance.now()
    const deadline = start + seconds * 1000
    let answered = 0
    const lane = async () => {
      while (performance.now() < deadline) {
        await argon2.verify(hash, PASSWORD)
        answered += 1
      }
    }
    await Promise.all(Array.from({ length: availableParallelism() }, lane))
    return { answered, seconds: (performance.now() - start) / 1000 }
  },
})
