import { readFileSync } from 'node:fs'
import type { Operation } from '../../operation-handler.ts'
import { PUBLIC_CACHE } from '../../server/named-response.ts'

/** The members of the contract that hold URLs. Those of the file are relative (OpenAPI 3.1 §4.6). */
interface Contract {
  openapi: string
  servers: { url: string }[]
  components: { securitySchemes: Record<string, { flows?: Record<string, { tokenUrl: string; refreshUrl?: string }> }> }
}

/** The contract, as JSON and as YAML. */
export interface ContractDocument {
  readonly document: Contract
  readonly yaml: string
}

const JSON_FILE = new URL('../../../../generated/openapi.json', import.meta.url)
const YAML_FILE = new URL('../../../../openapi/openapi.yaml', import.meta.url)

/** Returns the contract. Each form is read when it is first needed, because most services never send it. */
export function readContractDocument(): ContractDocument {
  let document: Contract | undefined
  let yaml: string | undefined
  return {
    get document() {
      document ??= JSON.parse(readFileSync(JSON_FILE, 'utf8')) as Contract
      return document
    },
    get yaml() {
      yaml ??= readFileSync(YAML_FILE, 'utf8')
      return yaml
    },
  }
}

/**
 * Returns the contract with absolute URLs: the issuer as its server, and the token endpoint in each OAuth
 * flow. So a tool that has read it from a URL keeps the port, and sends to the issuer.
 */
function withUrlsOf(issuer: string, document: Contract): Contract {
  const copy = structuredClone(document)
  for (const server of copy.servers) server.url = `${issuer}${server.url}`
  const flows = Object.values(copy.components.securitySchemes).flatMap((scheme) => Object.values(scheme.flows ?? {}))
  for (const flow of flows) {
    flow.tokenUrl = `${issuer}${flow.tokenUrl}`
    if (flow.refreshUrl !== undefined) flow.refreshUrl = `${issuer}${flow.refreshUrl}`
  }
  return copy
}

interface ContractParts {
  issuer: string
  documents: { contract: ContractDocument }
}

/**
 * Serves the contract as JSON, with the URLs of this service. It is the contract itself, not what a library
 * derives from the routes.
 */
export function getOpenapiJson({ issuer, documents: { contract } }: ContractParts): Operation<'getOpenapiJson'> {
  let document: Contract | undefined
  return async (c) => {
    document ??= withUrlsOf(issuer, contract.document)
    return c.json(document, 200, PUBLIC_CACHE)
  }
}

/** Serves the contract as it is written, in YAML, with relative URLs. */
export function getOpenapiYaml({ documents: { contract } }: ContractParts): Operation<'getOpenapiYaml'> {
  return async (c) => c.body(contract.yaml, 200, { ...PUBLIC_CACHE, 'content-type': 'application/yaml' })
}
