/**
 * What the process ends with. Scripts rely on these, so none changes its meaning.
 *
 * | code | meaning |
 * |---|---|
 * | 0 | done |
 * | 1 | a fault of ours, or one that nothing here foresees |
 * | 2 | the command or the configuration is wrong; nothing was done |
 * | 3 | what was named is not there |
 * | 4 | refused: it conflicts with what is there, or breaks a rule |
 * | 5 | the service or its database cannot be reached, or is too busy; trying again may help |
 * | 6 | done in part: what was refused was told of, the rest is done |
 * | 130, 143 | broken off by SIGINT, by SIGTERM; what was done was told of |
 *
 * @module
 */
export const EXIT = {
  done: 0,
  fault: 1,
  usage: 2,
  notFound: 3,
  refused: 4,
  unavailable: 5,
  partly: 6,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** A command that ends without having done its work, for a reason that whoever ran it should read. */
export class CommandFailure extends Error {
  readonly exitCode: ExitCode

  constructor(exitCode: ExitCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.name = 'CommandFailure'
    this.exitCode = exitCode
  }
}
