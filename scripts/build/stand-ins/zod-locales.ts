/**
 * Replaces the 60 locales of zod by the one that the service uses.
 *
 * @module
 */

export { default as en } from '../../../node_modules/zod/v4/locales/en.js'
