// On a terminal, `dev` prints for people. `script` of util-linux provides the terminal.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hasTerminal, start, temporaryFolder } from './mintmark.ts'

const onTerminal = test.skipIf(!hasTerminal)

const post = (url: string, path: string, form: Record<string, string>) =>
  fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(form) })

/** Splits the output into lines, without the extra carriage returns of a terminal. */
const linesOf = (output: string): string[] => output.split(/\r*\n/)

onTerminal('each request is one line; a refusal has reason and remedy', async () => {
  const folder = temporaryFolder()
  const service = await start(folder, 'dev', { NO_COLOR: '1' }, { terminal: true })
  const { password } = JSON.parse(readFileSync(join(folder, '.mintmark', 'demo.json'), 'utf8'))
  await post(service.url, '/token', { username: 'demo', password })
  await post(service.url, '/token', { username: 'demo', password: 'typed and wrong' })
  await fetch(`${service.url}/nowhere`)
  await fetch(`${service.url}/protected`)
  await expect.poll(() => service.output()).toContain('ACCESS_TOKEN')
  const shown = linesOf(service.output()).filter((line) => /^(GET|POST)/.test(line))
  expect(shown).toEqual([
    expect.stringMatching(/^POST +\/token +200 +\d+ ms$/),
    expect.stringMatching(/^POST +\/token +401 +\d+ ms {2}Wrong password\. That of the user demo is in \.\/\.mintmark\/demo\.json\.$/),
    expect.stringMatching(/^GET +\/nowhere +404 +\d+ ms {2}Not found.* \/docs has every path\.$/),
    expect.stringMatching(/^GET +\/protected +401 +\d+ ms {2}Not authenticated.* Send the header {2}Authorization: Bearer ACCESS_TOKEN$/),
  ])
  expect(service.output()).not.toMatch(/\u001b|"level"|typed/)
  service.type('\u0003')
  expect(await service.exit()).toBe(0)
  expect(linesOf(service.output())).toContain('Stopped.')
})

onTerminal('output has colours unless NO_COLOR is set', async () => {
  const service = await start(temporaryFolder(), 'dev', {}, { terminal: true })
  await fetch(`${service.url}/nowhere`)
  await expect.poll(() => service.output()).toMatch(/\u001b\[33m404\u001b\[39m/)
})

onTerminal('a less verbose log level is respected', async () => {
  const service = await start(temporaryFolder(), 'dev', { MINTMARK_LOG_LEVEL: 'warn' }, { terminal: true })
  await fetch(`${service.url}/nowhere`)
  service.type('\u0003')
  expect(await service.exit()).toBe(0)
  expect(service.output()).not.toMatch(/\/nowhere|Stopp/)
})
