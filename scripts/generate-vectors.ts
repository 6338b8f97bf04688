/**
 * Writes `sdk/verify/vectors/access-token.json`: requests, and what a service must answer them, for a verifier in any language. Each run makes new keys, whose private
 * halves are nowhere kept; so run it where the cases of `access-token-vectors/` change, and not otherwise.
 *
 * @module
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { makePairs } from './access-token-vectors/kit.ts'
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
mkdirSync(FOLDER, { recursive: true })
writeFileSync(`${FOLDER}/access-token.json`, `${JSON.stringify(await generateVectors(parties, NOW_SECONDS), null, 2)}\n`)
