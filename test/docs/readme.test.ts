// The README, followed: its commands are taken from it and run, in its order, against the service that it starts.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { start, temporaryFolder } from '../process/mintmark.ts'

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const PACKAGE = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))

/** The fenced blocks of a section, with their languages. */
function blocks(heading: string): { language: string; text: string }[] {
  const section = README.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  return [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].map(([, language, text]) => ({ language: language!, text: text! }))
}

test('the start is exactly two commands, and both are scripts of the package', () => {
  expect(blocks('Start').map(({ text }) => text.trim())).toEqual(['npm ci && npm run dev', 'npm ci && npm test'])
  for (const script of ['dev', 'test']) expect(PACKAGE.scripts).toHaveProperty(script)
})

test('the first five minutes go as they are told', async () => {
  const folder = temporaryFolder()
  const { url } = await start(folder, 'dev')
  const { password } = JSON.parse(readFileSync(join(folder, '.mintmark', 'demo.json'), 'utf8'))
  const [setUp, ...steps] = blocks('First five minutes')
  expect(setUp!.text).toMatch(/^URL=http:\/\/127\.0\.0\.1:8080\nPASSWORD=\.\.\.\n$/)
  const commands = steps.filter(({ language }) => language === 'bash').map(({ text }) => `${text}echo; echo ----`)
  const script = [`URL=${url}`, `PASSWORD='${password}'`, ...commands].join('\n')
  const { stdout, stderr } = spawnSync('bash', ['-euc', script], { cwd: folder, encoding: 'utf8' })
  expect(stderr).toBe('')
  const [tokens, opened, refreshed, refused] = stdout.split('----').map((part) => JSON.parse(part.trim() || 'null'))
  const shown = steps.filter(({ language }) => language === 'json').map(({ text }) => JSON.parse(text))
  expect(Object.keys(tokens)).toEqual(Object.keys(shown[0]))
  expect(tokens).toMatchObject({ expires_in: shown[0].expires_in, scope: shown[0].scope, refresh_expires_in: shown[0].refresh_expires_in })
  expect(opened).toEqual(shown[1])
  expect(refreshed.refresh_token).not.toBe(tokens.refresh_token)
  expect(refused).toEqual(shown[2])
})

test('every script that the README and CONTRIBUTING name is there, and every link leads somewhere', () => {
  for (const page of ['README.md', 'CONTRIBUTING.md']) {
    const text = readFileSync(new URL(`../../${page}`, import.meta.url), 'utf8')
    for (const [, script] of text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)) expect(PACKAGE.scripts).toHaveProperty(script!)
    for (const [, target] of text.matchAll(/\]\((?!http|#)([^)#]+)/g)) {
      expect(() => readFileSync(new URL(`../../${target}`, import.meta.url)), target).not.toThrow(/ENOENT/)
    }
  }
})
