/**
 * Loaded into each thread of a service before it starts (`NODE_OPTIONS=--import`). The clock of the service
 * stands at the milliseconds in a file. So a run can move it.
 *
 * @module
 */

import { readFileSync } from 'node:fs'

const file = process.env.STANDING_CLOCK!
Date.now = () => Number(readFileSync(file, 'utf8'))
