import { type Act, COMMAND_ACTOR } from '../../events/event.ts'
import { realSystem } from '../../system.ts'

export const byCommand = (): Act => ({ atMs: realSystem.nowMs(), actor: COMMAND_ACTOR })
