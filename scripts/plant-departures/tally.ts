import type { Planted } from './plant.ts'

export interface Row {
  departures: number
  caught: number
  equivalent: number
}

export interface Result {
  /** By kind, in the order of their first departures. */
  rows: Map<string, Row>
  /** What must not be, one sentence each. */
  faults: string[]
}

const MOST_EQUIVALENT = 25

/** Counts departures by kind. Each that nothing notices must be in `equivalent`, whose every line is used. */
export function createTally(equivalent: Readonly<Record<string, string>>): { add(planted: Planted): void; result(): Result } {
  const rows = new Map<string, Row>()
  const faults: string[] = []
  const idle = new Set(Object.keys(equivalent))

  return {
    add: ({ kind, at, isNoticed }) => {
      const row = rows.get(kind) ?? { departures: 0, caught: 0, equivalent: 0 }
      rows.set(kind, row)
      row.departures += 1
      const outcome = tried(isNoticed)
      if (outcome === 'noticed') row.caught += 1
      else if (outcome === undefined && Object.hasOwn(equivalent, at)) {
        row.equivalent += 1
        idle.delete(at)
      } else faults.push(`${outcome ?? 'uncaught'}: ${kind}: ${at}`)
    },
    result: () => {
      for (const at of idle) faults.push(`listed as equivalent, and noticed: ${at}`)
      if (Object.keys(equivalent).length > MOST_EQUIVALENT) faults.push(`more than ${MOST_EQUIVALENT} departures are listed as equivalent`)
      return { rows, faults }
    },
  }
}

/** A judge that stops has noticed nothing: it would stop at other contracts too. */
function tried(isNoticed: () => boolean): string | undefined {
  try {
    return isNoticed() ? 'noticed' : undefined
  } catch (error) {
    return `stopped the judge (${error})`
  }
}
