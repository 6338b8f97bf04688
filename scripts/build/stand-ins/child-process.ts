/**
 * Replaces `node:child_process` for commander. It needs the module only for subcommands that are separate
 * programs, and Mintmark has none.
 *
 * @module
 */

import type { spawn } from 'node:child_process'

type Spawn = (...given: Parameters<typeof spawn>) => ReturnType<typeof spawn>

export default { spawn: ((...given) => process.getBuiltinModule('node:child_process').spawn(...given)) satisfies Spawn }
