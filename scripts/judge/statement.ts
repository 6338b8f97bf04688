/**
 * What the contract must say of itself, whatever the answers are.
 *
 * @module
 */

import type { Node } from '../json-pointer.ts'
import { type Operation, operationsOf, parametersOf, placed } from './operations.ts'
import { hold, nothingSeen, said } from './schema.ts'

/** Objects that hold more members than a contract can name, each with its reason. */
const OPEN: Record<string, string> = {
  '#/components/schemas/ClientKeySet': 'RFC 7517 §5: other members of a JWK Set are ignored',
  '#/components/schemas/ClientChange/properties/jwks': 'RFC 7517 §5, as above',
  '#/components/schemas/OpenapiDocument': 'the contract itself, which a test compares with the file',
}

/** A secret that is shown must have this format, so that no tool prints it. */
const SECRET_NAMES = /^(password|current_password|new_password|client_secret)$/

/** Returns a sentence for each place where the contract says what it may not. */
export function statementDepartures(contract: Node): string[] {
  const found: string[] = []
  for (const operation of operationsOf(contract)) found.push(...ofOperation(contract, operation))
  walk(contract, '#', (node, at) => found.push(...ofNode(contract, node, at)))
  const { password, clientCredentials, bearer, clientBasic } = contract.components.securitySchemes
  if (password?.type !== 'oauth2' || clientCredentials?.type !== 'oauth2') found.push('the flows are not those of OAuth 2.0')
  if (bearer?.type !== 'http' || bearer.scheme !== 'bearer') found.push('bearer is not the scheme of RFC 6750')
  if (clientBasic?.type !== 'http' || clientBasic.scheme !== 'basic') found.push('clientBasic is not the scheme of RFC 7617')
  return found
}

function* ofOperation(contract: Node, operation: Operation): Generator<string> {
  const { id, path, declared } = operation
  const wanted = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name).sort()
  const inPath = parametersOf(contract, operation).filter(({ node }) => node.in === 'path')
  if (
    wanted.join() !==
    inPath
      .map(({ node }) => node.name)
      .sort()
      .join()
  )
    yield `${id}: the path has other parameters`
  for (const { node } of inPath) if (!node.required) yield `${id}: ${node.name} is not required`
  const [bearer, password] = ['bearer', 'password'].map(
    (scheme) => declared.security.find((way: object) => Object.hasOwn(way, scheme))?.[scheme],
  )
  if (String(bearer) !== String(password)) yield `${id}: a token opens it only if it was obtained in one way`
  const scopes = new Set(
    declared.security
      .flatMap((way: object) => Object.entries(way))
      .filter(([scheme]: [string]) => scheme !== 'clientBasic')
      .map(([, needed]: [string, string[]]) => needed.join(' ')),
  )
  if (scopes.size > 1) yield `${id}: the scopes depend on the scheme`
  const bodies = Object.entries<Node>({ ...(declared.requestBody ? { request: declared.requestBody } : {}), ...declared.responses })
  for (const [part, body] of bodies)
    for (const [media, { examples = {} }] of Object.entries<Node>(placed(contract, body, '').node.content ?? {}))
      if (!path.startsWith('/openapi.') && Object.keys(examples).length === 0) yield `${id}: ${part} ${media} has no example`
}

function* ofNode(contract: Node, node: Node, at: string): Generator<string> {
  if (node.additionalProperties === true && !Object.hasOwn(OPEN, at)) yield `${at} is open`
  for (const [name, member] of Object.entries<Node>(at.endsWith('/properties') ? node : {})) {
    const { node: schema } = placed(contract, member, '')
    if (SECRET_NAMES.test(name) && schema.type === 'string' && schema.format !== 'password') yield `${at}/${name} is not marked as a secret`
  }
  if (/^#\/components\/headers\/[^/]+$/.test(at) || /\/x-headers-of-every-answer\/[^/]+$/.test(at)) {
    const { schema = {} } = node
    if (schema.const === undefined && schema.pattern === undefined && schema.minLength === undefined) yield `${at} may be anything`
  }
  if (node.schema === undefined) return
  const examples = Object.entries<Node>(node.examples ?? (node.example === undefined ? {} : { example: { value: node.example } }))
  for (const [name, { value }] of examples) {
    const seen = nothingSeen()
    hold({ contract, closed: true }, node.schema, '#', value, '', seen)
    for (const fault of seen.faults) yield `${at}/${name}: ${said(fault)}`
  }
}

function walk(node: unknown, at: string, visit: (node: Node, at: string) => void): void {
  if (node === null || typeof node !== 'object') return
  visit(node, at)
  for (const [key, value] of Object.entries(node))
    if (key !== 'value' && key !== 'example') walk(value, `${at}/${key.replaceAll('/', '~1')}`, visit)
}
