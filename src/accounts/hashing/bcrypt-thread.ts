/** The body of a thread, which compares passwords with bcrypt hashes. @module */

import { compareSync } from 'bcryptjs'
import { answerEach } from './hash-threads.ts'

answerEach(({ hash, password }: { hash: string; password: string }) => compareSync(password, hash))
