// A child process with one verifier (arguments: OPTIONS TOKEN). It verifies the token 20 times and prints
// each distinct status once; warnings go to the console.
import { createVerifier } from '../../../sdk/verify/src/index.ts'

const [options, token] = process.argv.slice(2) as [string, string]
const verifier = createVerifier(JSON.parse(options))
const statuses = new Set<number>()
for (let n = 0; n < 20; n += 1) {
  const verdict = await verifier.verify(`Bearer ${token}`)
  statuses.add('claims' in verdict ? 200 : verdict.refusal.status)
}
console.log([...statuses].join())
