/** Measures the service beside its references, on this machine, and prints ratios. See docs/performance.md. @module */

import { parseArgs } from 'node:util'
import { coldStart } from './cases/cold-start.ts'
import { login } from './cases/login.ts'
import { memory } from './cases/memory.ts'
import { protectedFirstSeen } from './cases/protected-first-seen.ts'
import { protectedRepeated } from './cases/protected-repeated.ts'
import { protectedUnderLogins } from './cases/protected-under-logins.ts'
import { refresh } from './cases/refresh.ts'
import { runCase } from './support/bench-case.ts'
import { describePlaces, moveAside } from './support/cores.ts'
import { print } from './support/report.ts'

const cases = [protectedRepeated, protectedFirstSeen, refresh, login, protectedUnderLogins, coldStart, memory]
const names = cases.map(({ name }) => name)

const usage = `npm run bench -- [options]

  --only <name>       one case; may be repeated: ${names.join(', ')}
  --seconds <number>  of one contender in one round (1.5)
  --rounds <number>   (5)
  --profile <folder>  leave CPU profiles of the servers there, for a browser's developer tools
`

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    seconds: { type: 'string', default: '1.5' },
    rounds: { type: 'string', default: '5' },
    profile: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})
const { only = names } = values
const options = { seconds: Number(values.seconds), rounds: Number(values.rounds) }

if (values.help || !(options.seconds > 0) || !(options.rounds >= 1) || !only.every((name) => names.includes(name))) {
  console.log(usage)
  process.exit(values.help ? 0 : 2)
}

moveAside()
const start = performance.now()
console.log(`Node ${process.version}, ${describePlaces()}`)
console.log(
  `${options.rounds} rounds in turns, ${options.seconds} s each: medians, and of ratios the lowest and highest round in brackets.`,
)
for (const benchCase of cases.filter(({ name }) => only.includes(name))) {
  for (const report of await runCase(benchCase, options, values.profile)) print(report)
}
console.log(`\n${((performance.now() - start) / 1000).toFixed(0)} s in all`)
