/**
 * Makes the text of `sdk/client/src/generated/operations.ts`: what the client must know about each operation
 * at run time. Types alone do not say that.
 *
 * @module
 */

import type { Node } from './json-pointer.ts'

/** @throws {Error} with the operation's name, if the client does not know its credentials. */
export function generateSdkOperations(contract: Node): string {
  const rows = Object.entries<Node>(contract.paths).flatMap(([path, item]) =>
    Object.entries<Node>(item).map(([method, operation]) => rowOf(`${method.toUpperCase()} ${path}`, operation)),
  )
  return `// From openapi/openapi.yaml by scripts/generate-sdk-operations.ts; never edited.

export interface Operation {
  /** Whom a request speaks for: the person who is logged in, the client itself, or nobody. */
  readonly credentials: 'bearer' | 'client' | 'none'
  /** Whether its body is a form; else it is JSON. */
  readonly form?: true
  /** Whether it takes only a token that is for the service alone (\`x-audience\`). */
  readonly exclusive?: true
  /** The statuses that it declares. */
  readonly statuses: readonly number[]
}

/** Every operation of the contract, by method and path. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
${rows.map((row) => `  ${row},`).join('\n')}
}
`
}

function rowOf(name: string, operation: Node): string {
  const form = operation.requestBody?.content['application/x-www-form-urlencoded'] ? ' form: true,' : ''
  const exclusive = operation['x-audience'] === 'exclusive' ? ' exclusive: true,' : ''
  return `'${name}': { credentials: '${credentialsOf(name, operation)}',${form}${exclusive} statuses: [${Object.keys(operation.responses).join(', ')}] }`
}

/** All these schemes are one access token: one that the caller has, or one from either grant. */
const TOKEN_SCHEMES = ['bearer', 'password', 'clientCredentials']

/**
 * If an operation takes a token or the client's authentication, the client authenticates. Only the token
 * endpoints do so.
 */
function credentialsOf(name: string, { security }: Node): 'bearer' | 'client' | 'none' {
  const schemes: string[] = security.flatMap((one: Node) => Object.keys(one))
  const stranger = schemes.find((scheme) => scheme !== 'clientBasic' && !TOKEN_SCHEMES.includes(scheme))
  if (stranger !== undefined) throw new Error(`${name}: the client does not know the credentials '${stranger}'`)
  if (schemes.includes('clientBasic')) return 'client'
  return schemes.includes('bearer') ? 'bearer' : 'none'
}
