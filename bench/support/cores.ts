import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** Where a process runs: on the core of the servers, on the other cores, or on all of them. */
export type Place = 'server' | 'load' | 'anywhere'

const cores = availableParallelism()
const canPin = cores > 1 && hasTaskset()

/**
 * The servers have the last core alone. `anywhere` is named too: a process starts on the cores of its parent.
 */
const CORES: Record<Place, string> = {
  server: String(cores - 1),
  load: cores > 2 ? `0-${cores - 2}` : '0',
  anywhere: `0-${cores - 1}`,
}

/** Returns the command that starts `command` in a place. */
export const placed = (place: Place, command: string[]): string[] => (canPin ? ['taskset', '-c', CORES[place], ...command] : command)

/** Moves a running process with all its threads. Processes that it starts later go there too. */
export function move(pid: number, place: Place): void {
  if (canPin) execFileSync('taskset', ['-acp', CORES[place], String(pid)], { stdio: 'ignore' })
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
