// `npm run …` in a checkout: npm starts a shell that starts the service, and all three end together. If
// `node_modules/.bin/node` is missing, as after npm 10, `node` may be the Node 20 of the machine.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { findNode } from '../sdk/packed-package.ts'
import { temporaryFolder } from './mintmark.ts'

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** Creates a folder with the scripts of the package. */
function checkout(): string {
  const folder = temporaryFolder()
  copyFileSync(at('package.json'), join(folder, 'package.json'))
  for (const name of ['bin', 'src']) symlinkSync(at(name), join(folder, name))
  mkdirSync(join(folder, 'node_modules'))
  for (const name of readdirSync(at('node_modules')))
    if (name !== '.bin') symlinkSync(at(`node_modules/${name}`), join(folder, 'node_modules', name))
  return folder
}

/** Returns a `PATH` with the given `node` and npm. */
function pathWith(node: string): string {
  const folder = temporaryFolder()
  symlinkSync(node, join(folder, 'node'))
  const others = process.env.PATH!.split(delimiter).filter((one) => !one.includes('node_modules'))
  return [folder, ...others].join(delimiter)
}

const scripts: [string, string[]][] = [
  ['dev', ['dev']],
  ['mintmark', ['--silent', 'mintmark', '--', 'serve']],
  ['start', ['start']],
]
const nodes = [process.execPath, findNode(20)].filter((node) => node !== undefined)
if (nodes.length === 1)
  console.warn('Skipped: this machine has no Node 20 on its PATH, so nobody saw `npm run dev` find the Node 26 of the checkout.')

describe.skipIf(process.platform === 'win32').each(nodes)('%s', (node) => {
  test.each(scripts)('`npm run %s` stops cleanly on SIGTERM and leaves no process (G 6)', async (_, args) => {
    const env = { PATH: pathWith(node), HOME: temporaryFolder(), PORT: '0' }
    const npm = spawn('npm', ['run', ...args], { cwd: checkout(), env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    onTestFinished(() => {
      try {
        process.kill(-npm.pid!, 'SIGKILL')
      } catch {} // All have ended.
    })
    let output = ''
    for (const stream of [npm.stdout, npm.stderr]) stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
    await vi.waitFor(() => expect(output).toMatch(/"listening"|Stop it with/), { timeout: 60_000, interval: 50 })
    npm.kill('SIGTERM')
    await once(npm, 'close') // The output closes when no process is left that could write to it.
    expect(output).toContain('"stopped"')
    expect(() => process.kill(-npm.pid!, 0)).toThrow('ESRCH')
  })
})
