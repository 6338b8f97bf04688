import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** Where a process runs: on the core of the servers, on the others, or wherever it likes. */
export type Place = 'server' | 'load' | 'anywhere'

const cores = availableParallelism()
export const canPin = cores > 1 && hasTaskset()

/** The servers have the last core to themselves. */
const CORES: Record<Exclude<Place, 'anywhere'>, string> = { server: String(cores - 1), load: cores > 2 ? `0-${cores - 2}` : '0' }

/** The command that starts `command` in its place. */
export const placed = (place: Place, command: string[]): string[] =>
  canPin && place !== 'anywhere' ? ['taskset', '-c', CORES[place], ...command] : command

/** Moves this process, and every thread it has, out of the way of the servers. */
export function moveAside(): void {
  if (canPin) execFileSync('taskset', ['-acp', CORES.load, String(process.pid)], { stdio: 'ignore' })
}

export const describePlaces = (): string =>
  canPin
    ? `${cores} cores: servers on core ${CORES.server}, load from core ${CORES.load}`
    : `${cores} cores, nothing pinned (no taskset, or one core): ratios are rougher`

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
