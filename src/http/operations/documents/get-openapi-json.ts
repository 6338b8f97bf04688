import type { routes } from '#generated/routes.ts'
import type { Environment } from '../../environment.ts'
import type { OperationHandler } from '../../operation-handler.ts'
import { PUBLIC_CACHE } from '../../server/response-headers.ts'
import type { ContractDocument } from './contract-document.ts'

/** The contract itself, never what a library derives from the routes. */
export function getOpenapiJson({ contract }: { contract: ContractDocument }): OperationHandler<typeof routes.getOpenapiJson, Environment> {
  return async (c) => c.json(contract.document, 200, PUBLIC_CACHE)
}
