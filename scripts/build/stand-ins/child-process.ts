/**
 * `node:child_process` as commander asks for it: for subcommands that are programs of their own, which
 * Mintmark has none of.
 *
 * @module
 */

import type { spawn } from 'node:child_process'

type Spawn = (...given: Parameters<typeof spawn>) => ReturnType<typeof spawn>

export default { spawn: ((...given) => process.getBuiltinModule('node:child_process').spawn(...given)) satisfies Spawn }
