/**
 * A route of zod-openapi that does nothing: the stack of the service without its code.
 *
 * @module
 */

import { createAdaptorServer } from '@hono/node-server'
import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { listenForParent } from '../support/serve-parent.ts'

const route = createRoute({
  method: 'get',
  path: '/protected',
  responses: { 200: { description: '', content: { 'application/json': { schema: z.object({ message: z.string() }) } } } },
})
const app = new OpenAPIHono().openapi(route, (c) => c.json({ message: 'Protected route' }, 200))
listenForParent(createAdaptorServer({ fetch: app.fetch, hostname: 'localhost' }))
