import { readFileSync } from 'node:fs'

/** The contract, in its two forms. */
export interface ContractDocument {
  document: { openapi: string }
  yaml: string
}

export function readContractDocument(): ContractDocument {
  const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
  return { document: JSON.parse(read('generated/openapi.json')), yaml: read('openapi/openapi.yaml') }
}
