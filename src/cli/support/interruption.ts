import { firstSignal } from '../../ops/shutdown.ts'
import { CommandFailure, EXIT } from './exit-code.ts'

/**
 * Listens for SIGINT and SIGTERM. A command of many steps then finishes one step and prints what was done.
 *
 * @param state Says what the command leaves behind.
 * @returns A signal that the first of them aborts, with the `CommandFailure` to end with. A second one ends
 * the process at once.
 */
export function interruption(state = 'What was done stays; run it again for the rest.'): AbortSignal {
  const controller = new AbortController()
  void firstSignal().then((signal) => controller.abort(brokenOff(signal, state)))
  return controller.signal
}

const brokenOff = (signal: NodeJS.Signals, state: string): CommandFailure =>
  new CommandFailure(signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated, `${signal} broke it off. ${state}`)

/** For `catch`: throws the failure of `broken` if it was aborted, and else the error itself. */
export const orBroken =
  (broken: AbortSignal) =>
  (error: unknown): never => {
    throw broken.aborted ? broken.reason : error
  }
