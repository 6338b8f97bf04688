/**
 * Mistakes that somebody could make, at least one in each rule and each guarded statement. Each is planted in
 * the model by replacing that rule, and the walk must find it.
 *
 * @module
 */

import type { Invariant } from './invariants.ts'
import { MISTAKES_IN_RULES } from './mistakes-in-rules.ts'
import { MISTAKES_IN_STATEMENTS } from './mistakes-in-statements.ts'
import type { Rules } from './rules.ts'

export interface Mistake {
  /** The rule or the statement that it breaks. */
  in: string
  what: string
  rules: Rules
  /** The invariants that its shortest trace breaks. */
  breaks: Invariant[]
}

export const MISTAKES: Mistake[] = [...MISTAKES_IN_STATEMENTS, ...MISTAKES_IN_RULES]
