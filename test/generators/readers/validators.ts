import type { AddressInfo } from 'node:net'
import express, { type ErrorRequestHandler } from 'express'
import * as validator from 'express-openapi-validator'
import { type Document, OpenAPIBackend } from 'openapi-backend'
import type { Readers } from '../readers.ts'

type ApiSpec = Parameters<typeof validator.middleware>[0]['apiSpec']

export const behindExpress: Readers['behindExpress'] = async (contract, answers) => {
  const app = express()
  app.use(express.json(), express.urlencoded())
  app.use(validator.middleware({ apiSpec: contract as ApiSpec, validateRequests: true, validateResponses: true }))
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

/** It checks documents as OpenAPI 3.0. `quick` leaves that check out. */
export const backendOf: Readers['backendOf'] = async (contract) => {
  const backend = new OpenAPIBackend({ definition: contract as Document, quick: true })
  await backend.init()
  return {
    requestErrors: (method, path, body, contentType) =>
      backend.validateRequest({ method, path, headers: { 'content-type': contentType }, body }).errors ?? [],
    answerErrors: (body, operationId) => backend.validateResponse(body, operationId).errors ?? [],
  }
}
