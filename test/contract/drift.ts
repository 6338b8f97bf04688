import { isDeepStrictEqual } from 'node:util'
import { OpenAPIHono } from '@hono/zod-openapi'
import { routes } from '#generated/routes.ts'
import type { Node } from '../../scripts/json-pointer.ts'
import { normalise } from './normalise.ts'

/** Returns what `@hono/zod-openapi` makes of an app's routes. */
export const derivedFrom = (app: OpenAPIHono, contract: Node): Node =>
  app.getOpenAPI31Document({ openapi: contract.openapi, info: contract.info })

/** Returns the same for the generated routes, without a service. */
export function derivedFromRoutes(contract: Node): Node {
  const app = new OpenAPIHono()
  for (const route of Object.values(routes)) app.openAPIRegistry.registerPath(route)
  return derivedFrom(app, contract)
}

/** Returns `method path` for every operation of a document. */
export const inventoryOf = (document: Node): string[] =>
  Object.entries<Node>(document.paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method} ${path}`))

/** Returns the operations that differ between two documents, or that only one of them has. */
export function differing(derived: Node, contract: Node): string[] {
  const everywhere = new Set([...inventoryOf(derived), ...inventoryOf(contract)])
  return [...everywhere].filter((operation) => {
    const [method, path] = operation.split(' ') as [string, string]
    return !isDeepStrictEqual(normalise(derived.paths[path]?.[method], derived), normalise(contract.paths[path]?.[method], contract))
  })
}
