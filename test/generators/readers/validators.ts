import type { AddressInfo } from 'node:net'
import express, { type ErrorRequestHandler } from 'express'
import * as validator from 'express-openapi-validator'
import { OpenAPIBackend } from 'openapi-backend'

/** A contract as it was read from `/openapi.json`. Both packages have types for OpenAPI 3.0 alone. */
// biome-ignore lint/suspicious/noExplicitAny: see above
type Contract = any

/**
 * Starts a server with these `answers` behind express-openapi-validator. The validator refuses a request that
 * breaks the contract with 400, and an answer with 500.
 */
export async function behindExpress(contract: Contract, answers: Record<string, { status: number; type: string; body: object }>) {
  const app = express()
  app.use(express.json(), express.urlencoded())
  app.use(validator.middleware({ apiSpec: contract, validateRequests: true, validateResponses: true }))
  app.use((request, response) => {
    const { status, type, body } = answers[`${request.method} ${request.path}`]!
    response.status(status).type(type).json(body)
  })
  const refuse: ErrorRequestHandler = ({ status = 500, message }, _request, response, _next) => {
    response.status(status).json({ message })
  }
  app.use(refuse)
  const server = app.listen(0, '127.0.0.1')
  await new Promise((listening) => server.once('listening', listening))
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() }
}

/** Loads the contract with openapi-backend. `quick` leaves out its check of documents as OpenAPI 3.0. */
export async function backendOf(contract: Contract) {
  const backend = new OpenAPIBackend({ definition: contract, quick: true })
  await backend.init()
  return {
    requestErrors: (method: string, path: string, body: object, contentType: string) =>
      backend.validateRequest({ method, path, headers: { 'content-type': contentType }, body }).errors ?? [],
    answerErrors: (body: object, operationId: string) => backend.validateResponse(body, operationId).errors ?? [],
  }
}
