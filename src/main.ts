/**
 * The process: one command, and its exit code.
 *
 * @module
 */
import { runCommand } from './cli/program.ts'
import { processTerminal } from './cli/terminal.ts'

// Whoever reads the output may stop early, as `head` does. That is no fault of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await runCommand(process.argv.slice(2), processTerminal())
