/**
 * The part of the client that needs Node: a session in a file, for processes that share it.
 *
 * @module
 */

export { createFileTokenStore } from './file-token-store.ts'
