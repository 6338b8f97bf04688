import { readFileSync } from 'node:fs'

/** The contract, in its two forms. */
export interface ContractDocument {
  readonly document: { openapi: string }
  readonly yaml: string
}

const JSON_FILE = new URL('../../../../generated/openapi.json', import.meta.url)
const YAML_FILE = new URL('../../../../openapi/openapi.yaml', import.meta.url)

/** Reads each form when it is first asked for, and keeps it: most services are never asked. */
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
