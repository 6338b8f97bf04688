import type { Node } from '../json-pointer.ts'

/** The steps from the root of the contract to a node. */
export type Path = readonly (string | number)[]
/** Changes a copy of the node. The contract is only to be read. */
export type Change = (node: Node, contract: Node) => void
/** Adds a departure of a kind, at a node. */
export type Plant = (kind: string, what: string, path: Path, change: Change) => void

/** A departure of either sort, with what tries it. */
export interface Planted {
  kind: string
  /** Where, and what was done there. */
  at: string
  isNoticed(): boolean
}
