import { execFileSync } from 'node:child_process'
import { test } from 'vitest'

const run = (script: string) => execFileSync(process.execPath, [`scripts/${script}.ts`, '--check'], { stdio: 'pipe' })

test('docs/conformance.md names the tests of each requirement, or says why there is none', () => {
  run('generate-conformance')
})

test('the README’s table of settings is the one that the service reads', () => {
  run('generate-settings-table')
})
