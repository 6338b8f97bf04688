// `npm run …`, as a checkout is run: npm starts a shell, and the shell the service. Whoever ends npm ends the service.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { temporaryFolder } from './mintmark.ts'

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** The scripts of the package, in a folder of their own. */
function checkout(): string {
  const folder = temporaryFolder()
  copyFileSync(at('package.json'), join(folder, 'package.json'))
  for (const name of ['src', 'node_modules']) symlinkSync(at(name), join(folder, name))
  return folder
}

test.skipIf(process.platform === 'win32').each([
  ['dev', ['dev']],
  ['mintmark', ['--silent', 'mintmark', '--', 'serve']],
  ['start', ['start']],
])('G 6: SIGTERM to `npm run %s` ends the service, in order, and leaves no process behind', async (_, args) => {
  const env = { PATH: `${at('node_modules/.bin')}${delimiter}${process.env.PATH}`, HOME: temporaryFolder(), PORT: '0' }
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
  await once(npm, 'close') // Its output is closed once nobody is left who could write to it.
  expect(output).toContain('"stopped"')
  expect(() => process.kill(-npm.pid!, 0)).toThrow('ESRCH')
})
