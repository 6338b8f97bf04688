// docs/coming-from-the-fastapi-tutorials.md, followed.
import { test } from 'vitest'
import { followPage } from '../support/follow-page.ts'

test('docs/coming-from-the-fastapi-tutorials.md: their calls work as it shows', async () => {
  await followPage('docs/coming-from-the-fastapi-tutorials.md', { before: 'mintmark dev' })
})
