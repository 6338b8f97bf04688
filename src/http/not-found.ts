import { Refusal } from '../errors.ts'

/** There is no such thing, or none that the caller may know of. */
export const notFound = (): Refusal => new Refusal('not_found', 'Not found')
