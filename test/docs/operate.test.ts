// Follows docs/operate.md.
import { expect, test } from 'vitest'
import { EXIT } from '../../src/cli/support/exit-code.ts'
import { followPage } from '../support/follow-page.ts'
import { readPage } from '../support/page.ts'

test('docs/operate.md works as written (R 10, L 1)', async () => {
  await followPage('docs/operate.md', { before: 'mintmark serve' })
})

test('docs/operate.md lists exactly the exit codes', () => {
  const told = [...readPage('docs/operate.md').matchAll(/^\| (\d+) \| /gm)].map(([, code]) => Number(code))
  expect(told).toEqual(Object.values(EXIT))
})
