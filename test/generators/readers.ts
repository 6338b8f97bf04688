/** An answer that a server gives to every request of one method and path. */
export interface Prepared {
  status: number
  type: string
  body: object
}

/** What the checks do with each validator (`readers/validators.ts`). */
export interface Readers {
  /**
   * Starts a server with these answers behind express-openapi-validator. The validator refuses a request that
   * breaks the contract with 400, and an answer with 500.
   */
  behindExpress(contract: object, answers: Record<string, Prepared>): Promise<{ url: string; close(): void }>
  /** Loads the contract with openapi-backend. */
  backendOf(contract: object): Promise<{
    requestErrors(method: string, path: string, body: object, contentType: string): object[]
    answerErrors(body: object, operationId: string): object[]
  }>
}
