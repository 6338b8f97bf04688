/**
 * Raw argon2 with the parameters of the service. It runs as many at once as there are cores.
 *
 * @module
 */

import { availableParallelism } from 'node:os'
import * as argon2 from 'argon2'
import { readConfig } from '../../src/config.ts'
import { verifyLoop } from '../support/password-loop.ts'
import { noPort, serveParent } from '../support/serve-parent.ts'

const { memoryKib, passes, parallelism } = readConfig({ env: {}, mode: 'command' }).config.password.argon2
const PASSWORD = Buffer.from('a password of the bench')
const hash = await argon2.hash(PASSWORD, { type: argon2.argon2id, memoryCost: memoryKib, timeCost: passes, parallelism })

serveParent({ ...noPort, loop: verifyLoop(() => argon2.verify(hash, PASSWORD), availableParallelism()) })
