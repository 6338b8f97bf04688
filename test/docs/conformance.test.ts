import { execFileSync } from 'node:child_process'
import { test } from 'vitest'

const run = (script: string) => execFileSync(process.execPath, [`scripts/${script}.ts`, '--check'], { stdio: 'pipe' })

test("docs/conformance.md names each requirement's tests, or a reason", () => {
  run('generate-conformance')
})

test("the README's table of settings matches the settings", () => {
  run('generate-settings-table')
})
