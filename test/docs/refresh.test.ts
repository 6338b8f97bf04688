// Follows docs/refresh.md.
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { followPage } from '../support/follow-page.ts'
import { readPage } from '../support/page.ts'

test('docs/refresh.md works as written (R 3, R 4, R 5, R 9)', async () => {
  // The longest grace, because the machine may be busy.
  await followPage('docs/refresh.md', { before: 'MINTMARK_REFRESH_GRACE_SECONDS=60 mintmark dev' })
})

test("docs/refresh.md lists exactly the contract's reasons", () => {
  const told = [...readPage('docs/refresh.md').matchAll(/^\| `(\w+)` \| .*log/gm)].map(([, reason]) => reason)
  const { reason } = parse(readPage('openapi/openapi.yaml')).components.schemas.OAuthError.properties
  expect(told).toEqual(reason.enum)
})
