import { editDistance, nearestOf } from '../errors/nearest.ts'
import type { ConfigProblem } from './config-error.ts'
import { settingList } from './settings.ts'

const PREFIX = 'MINTMARK_'

/** Finds `MINTMARK_…` variables that are not settings. A typing error in a name must not go unnoticed. */
export function unknownVariables(env: NodeJS.ProcessEnv): ConfigProblem[] {
  const known = settingList.flatMap(([, { variable, secret }]) => (secret ? [variable, `${variable}_FILE`] : [variable]))
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && env[name] !== '' && !known.includes(name))
    .sort()
    .map((name) => ({ variable: printable(name), rule: 'There is no such setting.', mend: mendOf(name, known) }))
}

function mendOf(name: string, known: string[]): string {
  const ofFile = known.find((candidate) => `${candidate}_FILE` === name)
  if (ofFile !== undefined) return `Only secrets are read from files: set ${ofFile} itself.`
  const near = nearestSetting(name, known)
  return near === undefined ? 'Leave it out; the README lists every setting.' : `Did you mean ${near}?`
}

/** Compares names without the prefix, so that `MINTMARK_PORT` leads to `PORT`. */
function nearestSetting(name: string, known: string[]): string | undefined {
  const bare = (text: string) => text.replace(PREFIX, '')
  const near = nearestOf(known, {
    distanceTo: (candidate) => editDistance(bare(name), bare(candidate)),
    maxDistance: () => Math.max(2, bare(name).length / 4),
  })
  return near ?? known.find((candidate) => bare(name).length >= 4 && bare(candidate).startsWith(bare(name)))
}

/** Returns a name as it may be printed: only its letters, digits and underscores are repeated. */
const printable = (name: string): string => name.slice(0, 80).replace(/[^A-Za-z0-9_]/g, '?')
