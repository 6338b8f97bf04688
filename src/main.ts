/**
 * The process: one command, and its exit code.
 *
 * @module
 */
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Compiled code is kept beside the packages, which halves the time to start. An image brings its own, and nothing depends on it.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/mintmark', import.meta.url)))
const { runCommand } = await import('./cli/program.ts')
const { processTerminal } = await import('./cli/terminal.ts')

// Whoever reads the output may stop early, as `head` does. That is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await runCommand(process.argv.slice(2), processTerminal())
