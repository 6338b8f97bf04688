// Replaces `openssl rand -hex|-base64 BYTES` on a machine without it.
import { randomBytes } from 'node:crypto'

const [, encoding, bytes] = process.argv.slice(2)
console.log(randomBytes(Number(bytes)).toString(encoding!.slice(1) as 'hex' | 'base64'))
