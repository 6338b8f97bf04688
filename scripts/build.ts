/**
 * `npm run build`: writes `dist/`, the service and its commands in a few files of JavaScript, and the files
 * that they read. Quiet, unless something is wrong.
 *
 * @module
 */

import { resolve } from 'node:path'
import { build } from './build/bundle.ts'

await build(resolve(import.meta.dirname, '../dist'))
