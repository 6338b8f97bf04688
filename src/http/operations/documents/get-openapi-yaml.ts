import type { routes } from '#generated/routes.ts'
import type { Environment } from '../../environment.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import { PUBLIC_CACHE } from '../../server/response-headers.ts'
import type { ContractDocument } from './contract-document.ts'

/** The contract as it is written. */
export function getOpenapiYaml({ contract }: { contract: ContractDocument }): OperationHandler<typeof routes.getOpenapiYaml, Environment> {
  return async (c) => c.body(contract.yaml, 200, { ...PUBLIC_CACHE, 'content-type': 'application/yaml' })
}
