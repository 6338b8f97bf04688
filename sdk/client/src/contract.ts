/**
 * The types of the contract, of which the repository has one copy. The build of the package puts that copy in
 * place of the declarations of this file.
 *
 * @module
 */

export type * from '../../../generated/openapi.d.ts'
