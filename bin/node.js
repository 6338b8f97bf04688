#!/usr/bin/env node
// `node bin/node.js FILE [ARGUMENT…]` runs a file of the checkout with a Node that is new enough. With
// options instead of a file, it behaves as that Node.
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isNewEnough, runWithOwnNode } from './own-node.js'

const [file = '', ...args] = process.argv.slice(2)

if (isNewEnough && file !== '' && !file.startsWith('-')) {
  const path = resolve(file)
  process.argv = [process.execPath, path, ...args]
  await import(pathToFileURL(path))
} else {
  runWithOwnNode(process.argv.slice(2))
}
