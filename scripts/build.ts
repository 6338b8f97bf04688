/**
 * `npm run build`: writes `dist/`, which has the service and its commands in a few files of JavaScript. The
 * files that they read are there too. It prints nothing unless something is wrong.
 *
 * @module
 */

import { resolve } from 'node:path'
import { build } from './build/bundle.ts'

await build(resolve(import.meta.dirname, '../dist'))
