import { firstSignal } from '../../ops/shutdown.ts'
import { CommandFailure, EXIT } from './exit-code.ts'

/**
 * Aborted by the first SIGINT or SIGTERM, with the `CommandFailure` that the command is to end with. For commands of many steps: what is under way is finished, and what was
 * done is told of. A second signal ends the process at once.
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

/** For `catch`: what was broken off fails with that, whatever it has come to. */
export const orBroken =
  (broken: AbortSignal) =>
  (error: unknown): never => {
    throw broken.aborted ? broken.reason : error
  }
