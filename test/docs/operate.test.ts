// docs/operate.md, followed.
import { test } from 'vitest'
import { followPage } from '../support/follow-page.ts'
import { ALICES_PASSWORD } from '../support/page-alice.ts'

test('R 10, L 1: docs/operate.md goes as it is told', async () => {
  await followPage('docs/operate.md', { before: 'mintmark serve', fill: ALICES_PASSWORD })
})
