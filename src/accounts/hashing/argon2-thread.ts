/** The body of a thread, which computes argon2id with the fast engine. @module */

import { hashRawSync } from '@node-rs/argon2'
import { type Argon2Input, fastOptions } from './argon2-engine.ts'
import { answerEach } from './hash-threads.ts'

answerEach((input: Argon2Input): Uint8Array => hashRawSync(input.password, fastOptions(input)))
