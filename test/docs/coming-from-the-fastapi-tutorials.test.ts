// docs/coming-from-the-fastapi-tutorials.md, followed.
import { test } from 'vitest'
import { followPage } from '../support/follow-page.ts'
import { ALICES_PASSWORD, SERVE_WITH_ALICE } from '../support/page-alice.ts'

test('docs/coming-from-the-fastapi-tutorials.md: their calls work as it shows', async () => {
  await followPage('docs/coming-from-the-fastapi-tutorials.md', {
    before: SERVE_WITH_ALICE.replaceAll('alice', 'admin'),
    fill: ALICES_PASSWORD,
  })
})
