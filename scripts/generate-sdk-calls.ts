/**
 * Makes the text of `sdk/client/src/generated/calls.ts`: a signature for each operation that the client calls
 * by its path. With it an editor shows what the contract says about the operation.
 *
 * @module
 */

import { locate, type Node } from './json-pointer.ts'

/** The token manager of the client calls these. */
const MANAGED = ['/token', '/token/refresh', '/token/revoke', '/login', '/logout']

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

export function generateSdkCalls(contract: Node): string {
  const members = METHODS.map((method) => {
    const signatures = Object.entries<Node>(contract.paths)
      .filter(([path, item]) => method in item && !MANAGED.includes(path))
      .map(([path, item]) => signatureOf(contract, method, path, item[method]))
    return `  ${method}: {\n${signatures.join('\n')}\n  }`
  })
  return `// From openapi/openapi.yaml by scripts/generate-sdk-calls.ts; never edited.

import type { CallArguments, CallResult } from '../call.ts'
import type { operations } from '../contract.ts'

type Sent<Id extends keyof operations> = CallArguments<operations[Id]>
type Got<Id extends keyof operations> = Promise<CallResult<operations[Id]>>

/** The operations of the contract by method and path, as it describes them. */
export interface Calls {
${members.join('\n')}
}
`
}

function signatureOf(contract: Node, method: string, path: string, operation: Node): string {
  const { operationId, summary, description = '', responses } = operation
  const answers = Object.entries<Node>(responses).map(([status, response]) => {
    const { description: meaning } = '$ref' in response ? locate(contract, response.$ref) : response
    return `- ${status}: ${meaning.trim().replaceAll(/\s+/g, ' ')}`
  })
  const lines = [`${summary}: \`${method.toUpperCase()} ${path}\`.`, '', ...description.trim().split('\n'), '', ...answers]
  const comment = lines.map((line) => `     * ${line}`.trimEnd().replaceAll('*/', '*\\/'))
  const tidy = comment.filter((line, at) => line !== '     *' || comment[at - 1] !== '     *')
  return ['    /**', ...tidy, '     */', `    (path: '${path}', ...options: Sent<'${operationId}'>): Got<'${operationId}'>`].join('\n')
}
