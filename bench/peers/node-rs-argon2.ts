/**
 * The raw argon2 of `@node-rs` (argon2id is its default), with given parameters. It runs as many at once as
 * there are cores.
 *
 * @module
 */

import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { verifyLoop } from '../support/password-loop.ts'
import { noPort, serveParent } from '../support/serve-parent.ts'

const { MEMORY_KIB, PASSES, PARALLELISM } = process.env
const PASSWORD = 'a password of the bench'
const cost = { memoryCost: Number(MEMORY_KIB), timeCost: Number(PASSES), parallelism: Number(PARALLELISM) }
const hashed = await hash(PASSWORD, cost)

serveParent({ ...noPort, loop: verifyLoop(() => verify(hashed, PASSWORD), availableParallelism()) })
