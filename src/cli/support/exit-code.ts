/**
 * The exit codes of the process. Scripts rely on them, so none changes its meaning.
 *
 * - 0: done.
 * - 1: a defect of Mintmark, or a failure that this code does not foresee. From `doctor`: it found errors.
 * - 2: the command or the configuration is wrong. Nothing was done.
 * - 3: what the command names does not exist.
 * - 4: refused, because it conflicts with what exists or breaks a rule.
 * - 5: the service or its database cannot be reached, or is too busy. Trying again may help.
 * - 6: done in part. Each refusal was printed, and the rest is done.
 * - 130, 143: broken off by SIGINT, by SIGTERM. What was done was printed.
 *
 * @module
 */

import type { ErrorCode } from '../../errors.ts'

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

/** The exit code of a command that is refused, for each code of a `Refusal`. */
export const EXIT_OF = {
  invalid_request: EXIT.refused,
  invalid_client: EXIT.refused,
  invalid_grant: EXIT.refused,
  unauthorized_client: EXIT.refused,
  unsupported_grant_type: EXIT.refused,
  invalid_scope: EXIT.refused,
  invalid_target: EXIT.refused,
  wrong_grant_credentials: EXIT.refused,
  wrong_credentials: EXIT.refused,
  not_authenticated: EXIT.refused,
  invalid_token: EXIT.refused,
  insufficient_scope: EXIT.refused,
  forbidden: EXIT.refused,
  malformed_body: EXIT.refused,
  malformed_header: EXIT.refused,
  validation_failed: EXIT.refused,
  not_found: EXIT.notFound,
  conflict: EXIT.refused,
  method_not_allowed: EXIT.refused,
  unsupported_media_type: EXIT.refused,
  content_too_large: EXIT.refused,
  too_many_requests: EXIT.refused,
  unavailable: EXIT.unavailable,
  malformed_request: EXIT.refused,
  headers_too_large: EXIT.refused,
  request_timeout: EXIT.refused,
} satisfies Record<ErrorCode, ExitCode>

/** Thrown by a command that has not done its work. The message is for the person who ran it. */
export class CommandFailure extends Error {
  readonly exitCode: ExitCode

  constructor(exitCode: ExitCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.name = 'CommandFailure'
    this.exitCode = exitCode
  }
}
