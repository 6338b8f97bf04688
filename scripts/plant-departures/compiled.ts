import { buildWith } from '../../test/contract/project-copy.ts'
import { locate, type Node } from '../json-pointer.ts'
import type { Departure } from './departures.ts'
import type { Planted } from './plant.ts'

/** A handler is typed by the name of its operation. */
const NO_OPERATION = /Type '"(\w+)"' does not satisfy the constraint/g

/**
 * Plants all renamed operations at once, and generates and compiles the project with them. Each is noticed if
 * the compiler names its handler.
 */
export async function compiledTogether(contract: Node, departures: readonly Departure[]): Promise<Planted[]> {
  const all = departures.reduce((changed, departure) => departure.applyTo(changed), contract)
  const { stoppedBy, said } = await buildWith(all)
  if (stoppedBy === 'generation') throw new Error(said)
  const named = new Set([...said.matchAll(NO_OPERATION)].map(([, id]) => id))
  return departures.map(({ kind, at }) => ({
    kind,
    at,
    isNoticed: () => named.has(locate(contract, at.split(' ')[0]!).operationId),
  }))
}
