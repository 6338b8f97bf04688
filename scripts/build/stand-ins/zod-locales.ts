/** The locales of zod: 60, of which the service has one. @module */

export { default as en } from '../../../node_modules/zod/v4/locales/en.js'
