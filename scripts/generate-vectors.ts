/**
 * `node scripts/generate-vectors.ts` writes the golden vectors to `sdk/verify/vectors/`, as JSON and as a
 * table. They are requests with the right answer, for a verifier in any language. Each run makes new keys,
 * and stores their private halves nowhere. So run it only after the cases in `access-token-vectors/` have
 * changed.
 *
 * `node scripts/generate-vectors.ts --now FILE` writes the same cases for this moment to FILE, as JSON, for a
 * verifier whose clock cannot be set.
 *
 * @module
 */

import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { makePairs } from './access-token-vectors/kit.ts'
import { toTsv } from './access-token-vectors/tsv.ts'
import { generateVectors } from './access-token-vectors/vectors.ts'

const FOLDER = 'sdk/verify/vectors'
const NOW_SECONDS = Date.UTC(2026, 0, 1) / 1000

const parties = {
  issuer: 'https://auth.example.com',
  audience: 'https://orders.example.com',
  scope: 'orders:read',
  clientId: 'shop',
  pairs: await makePairs(),
}
const asJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`

const { now: path } = parseArgs({ options: { now: { type: 'string' } } }).values
if (path === undefined) {
  const file = await generateVectors(parties, NOW_SECONDS)
  writeFileSync(`${FOLDER}/access-token.json`, asJson(file))
  writeFileSync(`${FOLDER}/access-token.tsv`, toTsv(file))
} else {
  writeFileSync(path, asJson(await generateVectors(parties, Math.floor(Date.now() / 1000))))
}
