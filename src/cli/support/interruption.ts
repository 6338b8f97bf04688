import { firstSignal } from '../../ops/shutdown.ts'
import { CommandFailure, EXIT } from './exit-code.ts'

/**
 * Listens for SIGINT and SIGTERM. A command of many steps then finishes one step and prints what was done.
 *
 * @returns A signal that the first of them aborts, with the `CommandFailure` to end with. A second one ends
 * the process at once.
 */
export function interruption(): AbortSignal {
  const controller = new AbortController()
  void firstSignal().then((signal) => controller.abort(brokenOff(signal)))
  return controller.signal
}

const brokenOff = (signal: NodeJS.Signals): CommandFailure =>
  new CommandFailure(
    signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated,
    `${signal} broke it off. What was done stays; run it again for the rest.`,
  )

/** For `catch`: throws the failure of `broken` if it was aborted, and else the error itself. */
export const orBroken =
  (broken: AbortSignal) =>
  (error: unknown): never => {
    throw broken.aborted ? broken.reason : error
  }
