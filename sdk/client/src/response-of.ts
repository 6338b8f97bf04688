import type { Answered, TokenFailure } from './result.ts'

/** Nothing was sent, for there is no access token; `failure` says why. */
export class NoAccessToken extends Error {
  override readonly name = 'NoAccessToken'
  readonly failure: TokenFailure

  constructor(failure: TokenFailure) {
    super(`there is no access token: ${failure.status}`, 'cause' in failure ? { cause: failure.cause } : {})
    this.failure = failure
  }
}

/** As `fetch` has it: a response, or it throws. */
export function responseOf(result: Answered | TokenFailure): Response {
  if (result.status === 'answered') return result.response
  throw result.status === 'aborted' || result.status === 'network' ? result.cause : new NoAccessToken(result)
}
