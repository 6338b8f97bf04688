import type { Node } from '../json-pointer.ts'

/** The steps from the root of the contract to a node. */
export type Path = readonly (string | number)[]
export type Change = (node: Node, contract: Node) => void
/** Adds a departure of a kind, at a node. */
export type Plant = (kind: string, what: string, path: Path, change: Change) => void
