/**
 * What of the client needs Node: a session in a file, for processes that share it.
 *
 * @module
 */

export { createFileTokenStore } from './file-token-store.ts'
