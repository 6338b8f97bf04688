#!/usr/bin/env node
// The command of the package: plain JavaScript for Node 20 and later.
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isNewEnough, runWithOwnNode } from './own-node.js'

const main = fileURLToPath(new URL('../dist/main.cjs', import.meta.url))

if (isNewEnough) createRequire(import.meta.url)(main)
else runWithOwnNode([main, ...process.argv.slice(2)])
