// docs/deploy.md names what the files of deploy/ have.
import { existsSync, globSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readPage } from '../support/page.ts'
import { ROOT } from './manifests.ts'
import { directive, unitText } from './unit.ts'

const page = readPage('docs/deploy.md')

test('each file of deploy/ that the page names exists', () => {
  const named = [...page.matchAll(/\bdeploy\/[\w/.-]*\w/g)].map(([path]) => path).filter((path) => !path.includes('/secrets'))
  expect(new Set(named).size).toBeGreaterThan(6)
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
})

test('the page tells what each manifest is for', () => {
  for (const path of globSync('deploy/kubernetes/*.yaml', { cwd: ROOT })) expect(page).toContain(path.split('/').at(-1)!)
})

test('settings come before the job, which ends before the pods', () => {
  const [commands] = /kubectl apply -f \S+settings[\s\S]*?```/.exec(page)!
  expect([...commands.matchAll(/(?:-f deploy\/kubernetes\/|condition=)([\w-]+)/g)].map(([, word]) => word)).toEqual([
    'settings',
    'migrate',
    'complete',
    'mintmark',
  ])
})

test('the page installs what the unit of systemd starts', () => {
  const [, prefix] = /npm install --prefix (\S+)/.exec(page)!
  expect(directive('ExecStart')).toBe(`${prefix}/node_modules/.bin/mintmark serve`)
  expect(unitText).toContain(`Environment=PATH=${prefix}/node_modules/.bin:`)
  expect(page).toContain(`/dev/stdin ${directive('EnvironmentFile')} `)
  expect(page).toMatch(new RegExp(`useradd --system .* ${directive('User')}\n`))
  const [, database] = /^Environment=(DATABASE_URL=\S+)$/m.exec(unitText)!
  expect(page).toContain(`${database} mintmark users add`)
})
