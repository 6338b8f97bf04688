/**
 * The raw engine of the service (argon2id is its default), with the parameters of the service. It runs as
 * many at once as there are cores.
 *
 * @module
 */

import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { readConfig } from '../../src/config.ts'
import { verifyLoop } from '../support/password-loop.ts'
import { noPort, serveParent } from '../support/serve-parent.ts'

const { memoryKib, passes, parallelism } = readConfig({ env: {}, mode: 'command' }).config.password.argon2
const PASSWORD = 'a password of the bench'
const hashed = await hash(PASSWORD, { memoryCost: memoryKib, timeCost: passes, parallelism })

serveParent({ ...noPort, loop: verifyLoop(() => verify(hashed, PASSWORD), availableParallelism()) })
