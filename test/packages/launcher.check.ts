// `bin/mintmark.js` on a Node that is too old for Mintmark. It starts a newer Node and behaves like it.
import { once } from 'node:events'
import { renameSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { COPY, emptyFolder, environmentWith, findNode, run, start } from './install.ts'

const LAUNCHER = join(COPY, 'bin/mintmark.js')

describe.skipIf(findNode(20) === undefined)('on Node 20', () => {
  const env = () => ({ ...environmentWith(20), PORT: '0' })

  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends the launcher and the service with 0', async (signal) => {
    const { child, output } = await start('node', [LAUNCHER, 'dev'], { cwd: emptyFolder(), env: env(), ready: /Stop it with/ })
    const exited = once(child, 'exit')
    child.kill(signal)
    expect(await exited).toEqual([0, null])
    expect(output()).toContain('"stopped"')
  })

  test('the launcher ends by the signal that ended the service', async () => {
    const { child } = await start('node', [LAUNCHER, 'dev'], { cwd: emptyFolder(), env: env(), ready: /Stop it with/ })
    const exited = once(child, 'exit')
    const { stdout } = await run('pgrep', ['-P', String(child.pid)], { cwd: '/', env: env() })
    process.kill(Number(stdout), 'SIGKILL')
    expect(await exited).toEqual([null, 'SIGKILL'])
  })

  test('without its Node it says what to do', async () => {
    const folder = join(COPY, 'node_modules', `node-${process.platform}-${process.arch}`)
    renameSync(folder, `${folder}.away`)
    onTestFinished(() => renameSync(`${folder}.away`, folder))
    const { code, stderr } = await run('node', [LAUNCHER, '--version'], { cwd: emptyFolder(), env: env() })
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/needs Node 26.*v20\..*--omit=optional/) })
  })
})
