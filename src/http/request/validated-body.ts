import type { RouteConfig, z } from '@hono/zod-openapi'
import type { MiddlewareHandler } from 'hono'
import type { Environment } from '../environment.ts'
import { formRefusal, tokenFormRefusal, validationRefusal } from '../validation-refusal.ts'
import { readForm } from './form.ts'
import { readJson } from './json.ts'

/**
 * Reads the body of an operation, holds it to its schema, and leaves it for the handler (`c.req.valid`).
 * The library's own reader is not used: it takes other media types than RFC 9110 §8.3.1 allows, answers in
 * other words, and reads everything a second time.
 */
export function validatedBody({ request }: RouteConfig): MiddlewareHandler<Environment>[] {
  const body = request?.body
  if (body === undefined) return []
  const { required = false } = body
  const [[mediaType, content] = []] = Object.entries(body.content)
  const { schema } = content as { schema: z.ZodType }
  const [target, read, refusalOf] =
    mediaType === 'application/json' ? (['json', readJson, validationRefusal] as const) : (['form', readForm, refusedForm] as const)
  const reading: MiddlewareHandler<Environment> = async (c, next) => {
    const sent = await read(c, required)
    const { data, error } = schema.safeParse(sent)
    if (error !== undefined) throw refusalOf(error.issues, sent)
    c.req.addValidatedData(target, data as object)
    return next()
  }
  return [reading]
}

/** A union is the form of `/token`, which has a branch for each grant. */
function refusedForm(issues: readonly z.core.$ZodIssue[], sent: unknown) {
  if (issues.every(({ code }) => code !== 'invalid_union')) return formRefusal(issues)
  const { grant_type: grantType } = sent as { grant_type?: string }
  return tokenFormRefusal(grantType, issues)
}
