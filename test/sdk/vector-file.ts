import { readFileSync } from 'node:fs'
import type { VectorFile } from '../../scripts/access-token-vectors/vectors.ts'

/** The golden vectors as they are published. */
export const VECTORS: VectorFile = JSON.parse(readFileSync(new URL('../../sdk/verify/vectors/access-token.json', import.meta.url), 'utf8'))
