import { readFileSync } from 'node:fs'
import type { Operation } from '../../operation-handler.ts'
import { PUBLIC_CACHE } from '../../server/named-response.ts'

/** The contract, as JSON and as YAML. */
export interface ContractDocument {
  readonly document: { openapi: string }
  readonly yaml: string
}

const JSON_FILE = new URL('../../../../generated/openapi.json', import.meta.url)
const YAML_FILE = new URL('../../../../openapi/openapi.yaml', import.meta.url)

/** Returns the contract. Each form is read when it is first needed, because most services never send it. */
export function readContractDocument(): ContractDocument {
  let document: ContractDocument['document'] | undefined
  let yaml: string | undefined
  return {
    get document() {
      document ??= JSON.parse(readFileSync(JSON_FILE, 'utf8')) as ContractDocument['document']
      return document
    },
    get yaml() {
      yaml ??= readFileSync(YAML_FILE, 'utf8')
      return yaml
    },
  }
}

interface ContractParts {
  documents: { contract: ContractDocument }
}

/** Serves the contract as JSON. It is the contract itself, not what a library derives from the routes. */
export function getOpenapiJson({ documents: { contract } }: ContractParts): Operation<'getOpenapiJson'> {
  return async (c) => c.json(contract.document, 200, PUBLIC_CACHE)
}

/** Serves the contract as it is written, in YAML. */
export function getOpenapiYaml({ documents: { contract } }: ContractParts): Operation<'getOpenapiYaml'> {
  return async (c) => c.body(contract.yaml, 200, { ...PUBLIC_CACHE, 'content-type': 'application/yaml' })
}
