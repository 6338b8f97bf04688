import { parseArgs } from 'node:util'
import { cases, names } from './cases.ts'
import type { BenchCase, Options } from './support/bench-case.ts'

export interface Chosen extends Options {
  cases: BenchCase[]
  profile: string | undefined
  against: string | undefined
  /** If true, the page and the chart are written. */
  write: boolean
}

const usage = `npm run bench -- [options]

  --only <name>       one case; may be repeated: ${names().join(', ')}
                      Long ones run only if they are named: ${names(true).join(', ')}
  --seconds <number>  of one contender in one round (1.5)
  --rounds <number>   (5)
  --alone             only Mintmark, and what --against names
  --against <commit>  builds that commit, and lets it run in turns with this one
  --profile <folder>  leaves CPU profiles of the servers there, for a browser's developer tools
  --write             writes bench/RESULTS.md and bench/chart.svg, of a run of all cases; of a long case bench/RESULTS-<name>.md
  --sessions <list>   sizes of the table in growth and growth-postgres (1000,100000,1000000)
  --minutes <number>  of the case mixed-load (10)
`

/** Returns what to do, or the text to print and the exit code. */
export function chosen(args: string[]): Chosen | { text: string; exitCode: number } {
  try {
    return parse(args)
  } catch (error) {
    return { text: `${(error as Error).message}\n\n${usage}`, exitCode: 2 }
  }
}

function parse(args: string[]): Chosen | { text: string; exitCode: number } {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', multiple: true },
      seconds: { type: 'string', default: '1.5' },
      rounds: { type: 'string', default: '5' },
      against: { type: 'string' },
      profile: { type: 'string' },
      write: { type: 'boolean', default: false },
      alone: { type: 'boolean', default: false },
      sessions: { type: 'string', default: '1000,100000,1000000' },
      minutes: { type: 'string', default: '10' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return { text: usage, exitCode: 0 }
  const { only, write, against, alone, profile } = values
  const unknown = only?.find((name) => !cases.some((one) => one.name === name))
  if (unknown !== undefined) throw new Error(`There is no case ${unknown}.`)
  const chosenCases = cases.filter(({ name, long }) => (only === undefined ? !long : only.includes(name)))
  if (write && only !== undefined && (chosenCases.length !== 1 || !chosenCases[0]!.long))
    throw new Error('--write takes a run of all cases, or of one long case: figures of different runs do not belong on one page.')
  if (write && alone) throw new Error('--write takes a run with all that Mintmark is measured beside.')
  return {
    cases: chosenCases,
    alone,
    seconds: positive('--seconds', values.seconds),
    rounds: Math.ceil(positive('--rounds', values.rounds)),
    minutes: positive('--minutes', values.minutes),
    sessions: values.sessions.split(',').map((count) => positive('--sessions', count)),
    against,
    profile,
    write,
  }
}

function positive(option: string, text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new Error(`${option} takes a number above 0, not ${text}.`)
  return value
}
