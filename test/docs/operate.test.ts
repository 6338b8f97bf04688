// docs/operate.md, followed.
import { expect, test } from 'vitest'
import { EXIT } from '../../src/cli/support/exit-code.ts'
import { followPage } from '../support/follow-page.ts'
import { readPage } from '../support/page.ts'

test('R 10, L 1: docs/operate.md goes as it is told', async () => {
  await followPage('docs/operate.md', { before: 'mintmark serve' })
})

test('docs/operate.md has each exit code, and no other', () => {
  const told = [...readPage('docs/operate.md').matchAll(/^\| (\d+) \| /gm)].map(([, code]) => Number(code))
  expect(told).toEqual(Object.values(EXIT))
})
