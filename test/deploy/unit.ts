/** Reads deploy/systemd/mintmark.service. @module */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './manifests.ts'

export const unitText = readFileSync(join(ROOT, 'deploy/systemd/mintmark.service'), 'utf8')

/** @throws If the unit does not set the directive once. */
export function directive(name: string): string {
  const [found, second] = [...unitText.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))]
  if (found === undefined || second !== undefined) throw new Error(`The unit must have one ${name}.`)
  return found[1]!
}
