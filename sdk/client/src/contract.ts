/**
 * The types of the contract. The repository has one copy of them; the build of the package puts it in place
 * of this file's declarations.
 *
 * @module
 */

export type * from '../../../generated/openapi.d.ts'
