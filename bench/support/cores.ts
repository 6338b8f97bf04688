import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

/** Where a process runs: on the core of the servers, on the others, or on all of them. */
export type Place = 'server' | 'load' | 'anywhere'

const cores = availableParallelism()
const canPin = cores > 1 && hasTaskset()

/** The servers have the last core to themselves. `anywhere` is named too, since a process starts on the cores of its parent. */
const CORES: Record<Place, string> = {
  server: String(cores - 1),
  load: cores > 2 ? `0-${cores - 2}` : '0',
  anywhere: `0-${cores - 1}`,
}

/** The command that starts `command` in its place. */
export const placed = (place: Place, command: string[]): string[] => (canPin ? ['taskset', '-c', CORES[place], ...command] : command)

/** Moves a process that runs, with every thread that it has; what it starts later goes there too. */
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
