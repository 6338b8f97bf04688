/**
 * Cleans up after each test file.
 *
 * Files of one worker share their modules, so a hook in `databases.ts` would run for the first file alone.
 * Vitest runs a set-up file again for every test file.
 *
 * @module
 */

import { afterAll } from 'vitest'
import { endFile } from './databases.ts'

afterAll(endFile)
