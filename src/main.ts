/**
 * The process: one command, and its exit code.
 *
 * @module
 */
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Keeps compiled code beside the packages, which halves the time to start. An image brings it along, and
// everything works without it.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/mintmark', import.meta.url)))

async function main(): Promise<void> {
  const { runCommand } = await import('./cli/program.ts')
  const { watchOutput } = await import('./cli/support/output.ts')
  const { processTerminal } = await import('./cli/support/terminal.ts')
  watchOutput()
  process.exitCode = await runCommand(process.argv.slice(2), processTerminal())
}

// Not awaited, since the bundle is CommonJS.
void main()
