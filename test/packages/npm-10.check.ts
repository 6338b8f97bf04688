// The checkout, installed and run with the npm of Node 20, on a machine without a compiler.
import { cpSync, symlinkSync } from 'node:fs'
import { join, sep } from 'node:path'
import { expect, test } from 'vitest'
import { COPY, emptyFolder, findNode, run } from './install.ts'

const NPM = 'npm@10.9.9'
const node = findNode(20)

test.skipIf(node === undefined)(`with ${NPM}, \`npm ci\` needs no compiler, and scripts find their Node`, async () => {
  const [checkout, tools] = [emptyFolder(), emptyFolder()]
  cpSync(COPY, checkout, { recursive: true, filter: (path) => !path.split(sep).includes('node_modules') })
  const HOME = process.env.HOME ?? tools
  const installed = await run('npm', ['install', '--no-save', '--prefix', tools, NPM], {
    cwd: tools,
    env: { PATH: process.env.PATH!, HOME },
  })
  expect(installed).toMatchObject({ code: 0 })
  // No Python, no compiler, no other npm.
  for (const [name, path] of Object.entries({ node: node!, sh: '/bin/sh', env: '/usr/bin/env' })) symlinkSync(path, join(tools, name))
  const npm = (...args: string[]) =>
    run('node', [join(tools, 'node_modules/npm/bin/npm-cli.js'), ...args], {
      cwd: checkout,
      env: { PATH: tools, HOME, npm_config_prefer_offline: 'true' },
    })
  expect(await npm('ci')).toMatchObject({ code: 0 })
  expect(await npm('run', '--silent', 'mintmark', '--', '--version')).toMatchObject({ code: 0, stdout: '0.1.0\n' })
  const printed = await npm('run', '--silent', 'mintmark', '--', 'config', 'print', '--dev', '--json')
  expect(JSON.parse(printed.stdout)).toMatchObject({ argon2Engine: '@node-rs/argon2' })
})
