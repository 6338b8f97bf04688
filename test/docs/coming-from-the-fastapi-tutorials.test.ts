// Follows docs/coming-from-the-fastapi-tutorials.md.
import { test } from 'vitest'
import { followPage } from '../support/follow-page.ts'

test('docs/coming-from-the-fastapi-tutorials.md: the calls work as shown', async () => {
  await followPage('docs/coming-from-the-fastapi-tutorials.md', { before: 'mintmark dev' })
})
