import type { Act } from '../events/event.ts'
import { realSystem } from '../system.ts'

/** Whoever runs a command. */
export const ACTOR = 'command'

export const byCommand = (): Act => ({ atMs: realSystem.nowMs(), actor: ACTOR })
