/** `mintmark serve`, as it is run, in a process that can be asked what it has used. Its settings come from the environment. @module */

import { runCommand } from '../../src/cli/program.ts'
import { processTerminal } from '../../src/cli/support/terminal.ts'
import { serveParent } from '../support/serve-parent.ts'

serveParent({ hello: () => ({ port: Number(process.env.PORT) }) })
process.exit(await runCommand(['serve'], processTerminal()))
